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
import dev.groovebox.sandbox.spec.DriverOptions;
import dev.groovebox.sandbox.spec.NetworkDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
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

    /** Makes one of the container's interfaces in the namespace, with its addresses and the default routes that lead by it. */
    static void attach(Network network, ContainerNetwork container, Endpoint endpoint, NetworkCalls.Namespace namespace, Links host, int device)
            throws IOException {
        Links.End inside = new Links.End(endpoint.inside(), endpoint.macBytes());
        switch (network.driver()) {
            case BRIDGE -> {
                createPair(network, endpoint, inside, namespace, host, device);
                keepApart(network, endpoint, host);
            }
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
        leadOut(network, index, container.waysOutBy(endpoint), links);
    }

    /** What goes from port to port of one bridge, the packet filter does not see unless br_netfilter is loaded. */
    static void keepApart(Network network, Endpoint endpoint, Links host) throws IOException {
        if (!network.told().talk()) {
            host.isolate(endpoint.outside());
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

    /** Leads the default routes by the interface, instead of where they led before. @param gateways one for each kind that is to lead there */
    static void leadOut(Network network, int index, List<InetAddress> gateways, Links links) throws IOException {
        boolean routed = network.driver() == NetworkDriver.IPVLAN && !network.option(DriverOptions.IPVLAN_MODE, "l2").equals("l2");
        for (InetAddress gateway : gateways) {
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
        return switch (network.option(DriverOptions.MACVLAN_MODE, "bridge")) {
            case "private" -> 1;
            case "vepa" -> 2;
            case "bridge" -> 4;
            case "passthru" -> 8;
            default -> throw badMode(network, DriverOptions.MACVLAN_MODE, "private, vepa, bridge, passthru");
        };
    }

    /** IPVLAN_MODE_* of linux/if_link.h. */
    private static int ipvlanMode(Network network) {
        return switch (network.option(DriverOptions.IPVLAN_MODE, "l2")) {
            case "l2" -> 0;
            case "l3" -> 1;
            case "l3s" -> 2;
            default -> throw badMode(network, DriverOptions.IPVLAN_MODE, "l2, l3, l3s");
        };
    }

    private static EngineException badMode(Network network, String option, String known) {
        return new EngineException(
                FailureKind.INVALID, "cannot create network", network.name(),
                "its " + option + " '" + network.option(option, "") + "' is none of " + known, "choose another");
    }
}
