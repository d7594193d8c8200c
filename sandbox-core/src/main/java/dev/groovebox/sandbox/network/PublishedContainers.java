package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.spec.PortMapping;
import dev.groovebox.sandbox.spec.PortText;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Ports of the host that lead to containers. */
public final class PublishedContainers {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ContainerStore containers;
    private final Bridges bridges;
    private final Firewall firewall;

    public PublishedContainers(EnginePaths paths, FileCalls calls, dev.groovebox.sandbox.linux.netlink.NetworkCalls kernel,
            ContainerStore containers, Bridges bridges) {
        this.paths = paths;
        this.calls = calls;
        this.containers = containers;
        this.bridges = bridges;
        this.firewall = new Firewall(kernel, paths.mark());
    }

    /** Takes the ports that the container asks for; answers its network with them, each with its port of the host. */
    ContainerNetwork take(ContainerRecord record, ContainerNetwork network, List<Network> asked) throws IOException {
        List<PortMapping> wanted = wanted(record, network, asked);
        if (wanted.isEmpty()) {
            return network;
        }
        if (!firewall.isAvailable()) {
            throw new EngineException(
                    FailureKind.ENGINE, "cannot publish port", wanted.get(0).toString(), "there is no nft on this machine, nor iptables-nft-restore",
                    "install nftables, or run without published ports");
        }
        wanted.forEach(port -> refuseUnreachable(port, network));
        try (ObjectLock lock = bridges.portsLock()) {
            List<PortMapping> taken = new PortLeases(paths, calls).take(record.id(), wanted, this::nameOf);
            return new ContainerNetwork(network.hostname(), network.extraHosts(), network.endpoints(), taken);
        }
    }

    /** Such a port would have no rule, and lead nowhere. */
    private static void refuseUnreachable(PortMapping port, ContainerNetwork network) {
        if (port.address().filter(address -> address.getAddress().length != 4 && address.isLoopbackAddress()).isPresent()) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot publish port", port.toString(), "the kernel passes nothing on that is sent to ::1",
                    "publish it on 127.0.0.1, or on [::], which is all other addresses");
        }
        boolean v4 = port.address().map(address -> address.getAddress().length == 4).orElse(true);
        if (port.address().isPresent() && network.address(v4).isEmpty()) {
            String family = v4 ? "IPv4" : "IPv6";
            throw new EngineException(
                    FailureKind.INVALID, "cannot publish port", port.toString(), "no network of the container has " + family,
                    v4 ? "publish it on an IPv6 address" : "make the network with --ipv6, or publish it on an IPv4 address");
        }
    }

    private String nameOf(String id) {
        try {
            return containers.find(id).map(container -> container.record().name()).orElse(id.substring(0, 12));
        } catch (IOException e) {
            return id.substring(0, 12); // its name is only for the error
        }
    }

    /** What was asked for, and what is exposed beside it when all of that is to be published. */
    private static List<PortMapping> wanted(ContainerRecord record, ContainerNetwork network, List<Network> asked) {
        List<PortMapping> wanted = new ArrayList<>();
        if (record.spec().ports().isEmpty()) {
            return wanted;
        }
        Optional<InetAddress> usual = ofNetwork(network, asked).or(HostDefaults::publishAddress);
        for (PortMapping port : record.spec().ports().mappings()) {
            // All addresses, said in so many words, are not what is usual here.
            wanted.add(port.orAt(usual));
        }
        if (record.spec().ports().all()) {
            for (String exposed : record.spec().ports().exposedWith(record.execution().exposedPorts())) {
                parse(exposed).stream()
                        .filter(port -> wanted.stream().noneMatch(other -> other.containerPort() == port.containerPort()
                                && other.protocol() == port.protocol()))
                        .map(port -> new PortMapping(usual, OptionalInt.empty(), port.containerPort(), port.protocol()))
                        .forEach(wanted::add);
            }
        }
        return wanted;
    }

    private static Optional<InetAddress> ofNetwork(ContainerNetwork container, List<Network> asked) {
        return container.reachedBy(true)
                .flatMap(endpoint -> asked.stream().filter(network -> network.name().equals(endpoint.network())).findFirst())
                .flatMap(network -> network.told().publishAddress());
    }

    private static List<PortMapping> parse(String exposed) {
        try {
            return PortText.parse(exposed);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot publish port", exposed, e.getMessage(), "publish the others with -p each, not all with -P");
        }
    }

    /** After the container's network was written down, of which the rules are made. */
    void applyIfAny(ContainerNetwork network) throws IOException {
        if (network.ports().isEmpty()) {
            bridges.mendFirewall();
        } else {
            bridges.apply();
        }
    }

    void giveBack(String container, ContainerNetwork network) throws IOException {
        if (network.ports().isEmpty()) {
            return;
        }
        try (ObjectLock lock = bridges.portsLock()) {
            new PortLeases(paths, calls).giveBack(container, network.ports());
            if (firewall.isAvailable()) {
                bridges.applyLocked();
            }
        }
    }
}
