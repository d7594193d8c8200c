package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.netlink.Link;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The bridges of networks, and the packet filter's table that serves them all. */
public final class Bridges {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final NetworkCalls kernel;
    private final NetworkStore networks;
    private final Firewall firewall;
    private final Forwarding forwarding;

    public Bridges(EnginePaths paths, FileCalls calls, NetworkCalls kernel, NetworkStore networks) {
        this.paths = paths;
        this.calls = calls;
        this.kernel = kernel;
        this.networks = networks;
        this.firewall = new Firewall(kernel, paths.mark());
        this.forwarding = new Forwarding(paths, calls);
    }

    /** The interface that the network's containers are attached to, by its index. */
    int device(Network network, Links host) throws IOException {
        if (!network.driver().isBridge()) {
            return host.find(network.device()).map(Link::index).orElseThrow(() -> new EngineException(
                    FailureKind.CONFLICT, "cannot use network", network.name(),
                    "its card '" + network.device() + "' has gone", "remove the network and create it on another"));
        }
        return HostLinks.bridge(network, host, () -> {
            KernelSetting.write("net/ipv4/conf/" + network.device() + "/route_localnet", "1");
            open(List.of(network), host, true);
        });
    }

    /**
     * Lets packets pass between the networks' bridges and whatever cards the machine has by now, and leaves to others what
     * they have opened meanwhile. Answers the interfaces that had to be opened.
     */
    List<String> keepOpen(List<Network> asked, Links host) throws IOException {
        List<Network> bridged = asked.stream().filter(network -> network.driver().isBridge()).toList();
        return bridged.isEmpty() ? List.of() : open(bridged, host, false);
    }

    /** The packet filter's rules come first: in between, nothing of others' is to pass. @param fresh whether they are to be written anyway */
    private List<String> open(List<Network> bridged, Links host, boolean fresh) throws IOException {
        List<String> closed = forwarding.closed(bridged, host);
        boolean changed = forwarding.note(
                closed.stream().filter(name -> bridged.stream().noneMatch(network -> network.device().equals(name))).toList());
        if ((changed || fresh) && firewall.isAvailable()) {
            apply();
        }
        if (bridged.stream().anyMatch(Network::hasIpv6)) {
            forwarding.keepRouterAdvertisements(host);
        }
        forwarding.open(closed);
        return closed;
    }

    void prepare(List<Network> asked) throws IOException {
        try (NetlinkSocket socket = kernel.route()) {
            Links host = new Links(socket);
            for (Network network : asked) {
                device(network, host);
            }
            keepOpen(asked, host);
        }
        mendFirewall();
    }

    /** Makes the rules again when somebody has wiped them. Without a program for it there are none, and containers reach this machine alone. */
    void mendFirewall() throws IOException {
        if (firewall.isAvailable() && !firewall.isThere()) {
            apply();
        }
    }

    /** Writes the table as it is to be now. */
    void apply() throws IOException {
        try (ObjectLock lock = portsLock()) {
            applyLocked();
        }
    }

    /** The caller holds the ports' lock. */
    void applyLocked() throws IOException {
        firewall.apply(new FirewallRules(firewall.table(), present(), published(), List.copyOf(forwarding.opened())));
    }

    private Map<String, ContainerNetwork> published() throws IOException {
        Map<String, ContainerNetwork> published = new java.util.HashMap<>();
        for (String container : new PortLeases(paths, calls).containers()) {
            published.put(container, ContainerNetworks.read(paths.container(container)));
        }
        return published;
    }

    ObjectLock portsLock() throws IOException {
        return ObjectLock.exclusive(calls, paths.lock("ports"));
    }

    /** The networks whose bridges the kernel has. */
    List<Network> present() throws IOException {
        List<Network> known = networks.list();
        if (known.isEmpty()) {
            return known;
        }
        try (NetlinkSocket socket = kernel.route()) {
            Set<String> devices = new Links(socket).list().stream().map(Link::name).collect(Collectors.toSet());
            return known.stream()
                    .filter(network -> network.driver().isBridge() && devices.contains(network.device()))
                    .toList();
        }
    }

    /**
     * Removes what the kernel has of a network, unless a container that lives is on it; with the last network go the
     * table and the forwarding. Answers whether nobody is on it.
     */
    boolean removeUnused(Network network) throws IOException {
        return removeUnused(network, () -> {});
    }

    /** Removes the network itself too. */
    boolean deleteUnused(Network network) throws IOException {
        return removeUnused(network, () -> networks.delete(network));
    }

    private interface Last {
        void run() throws IOException;
    }

    private boolean removeUnused(Network network, Last last) throws IOException {
        // Whoever comes to the network takes an address first, under this lock, and looks for the bridge after it.
        try (ObjectLock lock = networks.lock(network)) {
            if (!networks.leases(network).containers().isEmpty()) {
                return false;
            }
            if (network.driver().isBridge()) {
                deleteBridge(network);
            }
            last.run();
        }
        try (ObjectLock lock = portsLock()) {
            if (!present().isEmpty()) {
                if (firewall.isAvailable() && network.driver().isBridge()) {
                    applyLocked();
                }
            } else {
                firewall.remove();
                try (NetlinkSocket socket = kernel.route()) {
                    forwarding.close(new Links(socket));
                }
            }
        }
        return true;
    }

    private void deleteBridge(Network network) throws IOException {
        try (NetlinkSocket socket = kernel.route()) {
            new Links(socket).delete(network.device());
        }
    }

    /** Whether the kernel has a bridge of ours. */
    boolean anyPresent() throws IOException {
        return !present().isEmpty();
    }

    /** Makes true again what others have changed: bridges, their ports, and the table. Answers what was done, in words. */
    List<String> repair(Map<String, ContainerNetwork> running) throws IOException {
        List<String> done = new ArrayList<>();
        try (NetlinkSocket socket = kernel.route()) {
            Links host = new Links(socket);
            for (Network network : networks.list()) {
                boolean used = running.values().stream().anyMatch(container -> container.on(network.name()).isPresent());
                if (network.driver().isBridge() && used) {
                    repair(network, running, host, done);
                }
            }
        }
        if (!present().isEmpty() && firewall.isAvailable()) {
            done.addAll(firewall.isThere() ? List.of() : List.of("made table " + firewall.table() + " again"));
            apply();
        }
        return done;
    }

    private void repair(Network network, Map<String, ContainerNetwork> running, Links host, List<String> done) throws IOException {
        if (host.find(network.device()).isEmpty()) {
            done.add("made bridge " + network.device() + " of network " + network.name() + " again");
        }
        int bridge = device(network, host);
        keepOpen(List.of(network), host).forEach(name -> done.add("opened interface " + name + " for forwarding"));
        for (Map.Entry<String, ContainerNetwork> container : running.entrySet()) {
            Optional<Endpoint> endpoint = container.getValue().on(network.name()).filter(on -> !on.outside().isEmpty());
            Optional<Link> link = endpoint.isEmpty() ? Optional.empty() : host.find(endpoint.get().outside());
            if (link.isPresent() && link.get().master().orElse(0) != bridge) {
                host.setMaster(link.get().index(), bridge);
                HostLinks.keepApart(network, endpoint.get(), host);
                HostLinks.reachItself(container.getValue(), endpoint.get(), host);
                done.add("attached container " + container.getKey().substring(0, 12) + " to network " + network.name() + " again");
            }
        }
    }
}
