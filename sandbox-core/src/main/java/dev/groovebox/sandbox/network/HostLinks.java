package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.netlink.Link;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.NetlinkMessage;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.NetworkDriver;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** What the kernel has of networks and endpoints. */
final class HostLinks {
    private static final int MACVLAN_MODE = 1;
    private static final int IPVLAN_MODE = 1;

    private HostLinks() {}

    /** The bridge's index; made when it is not there. @param made runs once it is new */
    static int bridge(Network network, Links links, Made made) throws IOException {
        Optional<Link> present = links.find(network.device());
        if (present.isEmpty()) {
            create(network, links);
            present = links.find(network.device());
        }
        Link link = present.orElseThrow(() -> new IOException("bridge " + network.device() + " went as soon as it was made"));
        if (!link.kind().equals("bridge")) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot use network", network.name(),
                    "this machine has an interface '" + link.name() + "' that is no bridge", "rename it, or choose another name with -o com.docker.network.bridge.name");
        }
        // It is brought up last: one that is down has been left half made, or was taken down.
        if (!link.up()) {
            configure(network, link.index(), links);
            made.run();
            links.bringUp(link.index());
        }
        return link.index();
    }

    /** What is to be done for a bridge that is new. */
    interface Made {
        void run() throws IOException;
    }

    private static void create(Network network, Links links) throws IOException {
        try {
            links.createBridge(network.device(), Mac.of(network.ranges().get(0).gatewayAddress()), network.mtu());
        } catch (KernelException e) {
            if (e.errno() == Errno.EEXIST) {
                return; // another command was faster
            }
            throw e;
        }
    }

    private static void configure(Network network, int index, Links links) throws IOException {
        if (!network.hasIpv6()) {
            KernelSetting.write("net/ipv6/conf/" + network.device() + "/disable_ipv6", "1");
        }
        for (AddressRange range : network.ranges()) {
            links.addAddress(index, range.gatewayAddress().getAddress(), range.subnet().length());
        }
    }

    /** Makes the endpoint's interface in the namespace, with its addresses, and its default route when it is the first. */
    static void attach(Network network, Endpoint endpoint, NetworkCalls.Namespace namespace, Links host, int device, boolean first)
            throws IOException {
        Links.End inside = new Links.End(endpoint.inside(), endpoint.macBytes());
        switch (network.driver()) {
            case BRIDGE -> createPair(network, endpoint, inside, namespace, host, device);
            case MACVLAN -> createOnTop(network, inside, namespace, host, device,
                    message -> message.attribute(MACVLAN_MODE, macvlanMode(network)));
            case IPVLAN -> createOnTop(network, new Links.End(endpoint.inside(), new byte[0]), namespace, host, device,
                    message -> message.shortAttribute(IPVLAN_MODE, ipvlanMode(network)));
        }
        Links links = new Links(namespace.route());
        int index = links.find(endpoint.inside()).orElseThrow().index();
        links.bringUp(index);
        for (int i = 0; i < endpoint.addresses().size(); i++) {
            links.addAddress(index, endpoint.addresses().get(i).getAddress(), endpoint.prefixLengths().get(i));
        }
        if (first && !network.internal()) {
            addDefaultRoutes(network, endpoint, links, index);
        }
    }

    /**
     * A container that asks for its own published port is sent back to itself. With br_netfilter the bridge itself
     * translates, and would drop what leaves by the port that it came by.
     */
    static void reachItself(ContainerNetwork container, Endpoint endpoint, Links host) throws IOException {
        if (!container.ports().isEmpty() && !endpoint.outside().isEmpty()) {
            host.reflect(endpoint.outside());
        }
    }

    /** The kernel loads a module of the driver's name when it can; EOPNOTSUPP means that there is none. */
    private static void createOnTop(Network network, Links.End inside, NetworkCalls.Namespace namespace, Links host, int card,
            Consumer<NetlinkMessage> mode) throws IOException {
        String kind = network.driver().word();
        try {
            host.createOnTop(kind, card, inside, namespace.descriptor(), network.mtu(), mode);
        } catch (KernelException e) {
            if (e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
            throw new EngineException(
                    FailureKind.ENGINE, "cannot use network", network.name(), "this kernel has no " + kind,
                    "load its module (modprobe " + kind + "), or make the network with another driver");
        }
    }

    private static void createPair(
            Network network, Endpoint endpoint, Links.End inside, NetworkCalls.Namespace namespace, Links host, int device)
            throws IOException {
        Links.End outside = new Links.End(endpoint.outside(), Mac.outside(endpoint.macBytes()));
        try {
            host.createPair(outside, device, inside, namespace.descriptor(), network.mtu());
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            // Of the container's last run: the kernel takes a namespace, and its pair, away some time after the last process.
            host.delete(endpoint.outside());
            host.createPair(outside, device, inside, namespace.descriptor(), network.mtu());
        }
    }

    private static void addDefaultRoutes(Network network, Endpoint endpoint, Links links, int index) throws IOException {
        boolean routed = network.driver() == NetworkDriver.IPVLAN && !network.option("ipvlan_mode", "l2").equals("l2");
        for (var gateway : endpoint.gateways()) {
            if (routed) {
                links.addDefaultRouteOnLink(index, gateway.getAddress().length == 4);
            } else {
                links.addDefaultRoute(index, gateway.getAddress());
            }
        }
    }

    /** @throws EngineException when there is no such mode */
    static void requireKnownMode(Network network) {
        switch (network.driver()) {
            case BRIDGE -> { }
            case MACVLAN -> macvlanMode(network);
            case IPVLAN -> ipvlanMode(network);
        }
    }

    /** MACVLAN_MODE_* of linux/if_link.h. */
    private static int macvlanMode(Network network) {
        return switch (network.option("macvlan_mode", "bridge")) {
            case "private" -> 1;
            case "vepa" -> 2;
            case "bridge" -> 4;
            case "passthru" -> 8;
            default -> throw badMode(network, "macvlan_mode", "private, vepa, bridge, passthru");
        };
    }

    /** IPVLAN_MODE_* of linux/if_link.h. */
    private static int ipvlanMode(Network network) {
        return switch (network.option("ipvlan_mode", "l2")) {
            case "l2" -> 0;
            case "l3" -> 1;
            case "l3s" -> 2;
            default -> throw badMode(network, "ipvlan_mode", "l2, l3, l3s");
        };
    }

    private static EngineException badMode(Network network, String option, String known) {
        return new EngineException(
                FailureKind.INVALID, "cannot create network", network.name(),
                "its " + option + " '" + network.option(option, "") + "' is none of " + known, "choose another");
    }
}
