package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.NetworkSummary;
import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.NetworkSpec.Attachment;
import dev.groovebox.sandbox.spec.Subnet;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What users do to networks as a whole. */
public final class NetworkChanges {
    private final EnginePaths paths;
    private final NetworkStore networks;
    private final ContainerStore containers;
    private final Bridges bridges;
    private final NetworkConnections connections;

    NetworkChanges(EnginePaths paths, NetworkStore networks, ContainerStore containers, Bridges bridges, NetworkConnections connections) {
        this.paths = paths;
        this.networks = networks;
        this.containers = containers;
        this.bridges = bridges;
        this.connections = connections;
    }

    public NetworkStore store() {
        return networks;
    }

    /** Docker's three first, which are always there. */
    public List<NetworkSummary> list() throws IOException {
        networks.require(NetworkSpec.DEFAULT_NAME);
        List<NetworkSummary> summaries = new ArrayList<>();
        for (Network network : networks.list()) {
            summaries.add(summary(network));
        }
        summaries.add(fixed("host"));
        summaries.add(fixed("none"));
        summaries.sort((a, b) -> a.name().compareTo(b.name()));
        return summaries;
    }

    private static NetworkSummary fixed(String name) {
        return new NetworkSummary(
                name, name, name.equals("none") ? "null" : name, List.of(), false, Map.of(), Map.of(), Instant.EPOCH, "", List.of());
    }

    public NetworkSummary inspect(String name) throws IOException {
        return name.equals("host") || name.equals("none") ? fixed(name) : summary(networks.require(name));
    }

    private NetworkSummary summary(Network network) throws IOException {
        List<NetworkSummary.Member> members = new ArrayList<>();
        for (String id : networks.leases(network).containers()) {
            Endpoint endpoint = ContainerNetworks.read(paths.container(id)).on(network.name()).orElse(null);
            if (endpoint != null) {
                List<String> addresses = Stream.iterate(0, i -> i < endpoint.addresses().size(), i -> i + 1)
                        .map(i -> IpText.of(endpoint.addresses().get(i)) + "/" + endpoint.prefixLengths().get(i))
                        .toList();
                members.add(new NetworkSummary.Member(id, nameOf(id), addresses, endpoint.mac()));
            }
        }
        return new NetworkSummary(
                network.id(), network.name(), network.driver().word(),
                network.ranges().stream().map(NetworkChanges::range).toList(),
                network.internal(), network.options(), network.labels(), network.created(), network.device(), members);
    }

    private static NetworkSummary.Range range(AddressRange range) {
        return new NetworkSummary.Range(
                range.subnet().toString(), IpText.of(range.gatewayAddress()), range.pool().map(Subnet::toString).orElse(""));
    }

    private String nameOf(String id) throws IOException {
        return containers.find(id).map(container -> container.record().name()).orElse(id.substring(0, 12));
    }

    public String remove(String name) throws IOException {
        Network network = networks.require(name);
        if (network.isDefault()) {
            throw refused(network, "it is the default network", "'groovebox network prune' takes its bridge away while nobody uses it");
        }
        List<String> users = users(network);
        if (!users.isEmpty()) {
            throw refused(network, "container '" + users.get(0) + "' uses it" + (users.size() > 1 ? ", and " + (users.size() - 1) + " more" : ""),
                    "disconnect or remove it first");
        }
        if (!bridges.deleteUnused(network)) {
            throw refused(network, "a container has just come to it", "disconnect or remove it first");
        }
        return name;
    }

    private static EngineException refused(Network network, String why, String remedy) {
        return new EngineException(FailureKind.CONFLICT, "cannot remove network", network.name(), why, remedy);
    }

    /** The names of the containers that run on it, or would when they are started again. */
    private List<String> users(Network network) throws IOException {
        List<String> users = new ArrayList<>();
        for (Container container : containers.list()) {
            boolean asked = container.record().spec().network().networks().stream().anyMatch(attachment -> isTo(network, attachment));
            if (asked || ContainerNetworks.read(container.paths()).on(network.name()).isPresent()) {
                users.add(container.record().name());
            }
        }
        return users;
    }

    public List<String> prune() throws IOException {
        List<String> removed = new ArrayList<>();
        for (Network network : networks.list()) {
            if (network.isDefault()) {
                bridges.removeUnused(network);
            } else if (users(network).isEmpty() && bridges.deleteUnused(network)) {
                removed.add(network.name());
            }
        }
        return removed;
    }

    /** Takes out of the kernel what no container uses. The networks stay, and come back with their next container. */
    public void takeDown() throws IOException {
        if (bridges.anyPresent()) {
            for (Network network : networks.list()) {
                bridges.removeUnused(network);
            }
        }
    }

    /** @param pid of its first process; absent when it does not run */
    public void connect(Container container, Attachment attachment, OptionalInt pid) throws IOException {
        Network network = networks.require(attachment.network());
        requireOwnNetwork(container, "connect");
        try (ObjectLock lock = networks.changesLock()) {
            if (pid.isPresent()) {
                connections.connect(container, network, attachment, pid.getAsInt());
            }
            containers.change(container.record().id(), record -> record.withSpec(record.spec().with(joined(record.spec().network(), network, attachment))));
        }
        networks.tell("connect", network, Map.of("container", container.record().id()));
    }

    public void disconnect(Container container, String name, OptionalInt pid) throws IOException {
        Network network = networks.require(name);
        requireOwnNetwork(container, "disconnect");
        try (ObjectLock lock = networks.changesLock()) {
            if (pid.isPresent()) {
                connections.disconnect(container, network, pid.getAsInt());
            }
            containers.change(container.record().id(), record -> record.withSpec(record.spec().with(without(record.spec().network(), network))));
        }
        networks.tell("disconnect", network, Map.of("container", container.record().id()));
    }

    private static void requireOwnNetwork(Container container, String verb) {
        NetworkSpec network = container.record().spec().network();
        if (network.isHost() || network instanceof NetworkSpec.OfContainer) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot " + verb + " container", container.record().name(),
                    "its network is " + network.word(), "run it with a network of its own");
        }
    }

    /** What is asked for anew of a network that it is on already counts, in the same place, as docker has it. */
    private static NetworkSpec joined(NetworkSpec before, Network network, Attachment more) {
        boolean again = before.networks().stream().anyMatch(attachment -> isTo(network, attachment));
        return new NetworkSpec.Attached(again
                ? before.networks().stream().map(attachment -> isTo(network, attachment) ? more : attachment).distinct().toList()
                : Stream.concat(before.networks().stream(), Stream.of(more)).toList());
    }

    private static boolean isTo(Network network, Attachment attachment) {
        return attachment.network().equals(network.name()) || network.id().startsWith(attachment.network());
    }

    private static NetworkSpec without(NetworkSpec before, Network network) {
        List<Attachment> left = before.networks().stream()
                .filter(attachment -> !isTo(network, attachment))
                .toList();
        return left.isEmpty() ? new NetworkSpec.None() : new NetworkSpec.Attached(left);
    }

    public List<String> repair() throws IOException {
        Map<String, ContainerNetwork> running = new LinkedHashMap<>();
        for (Network network : networks.list()) {
            for (String id : networks.leases(network).containers()) {
                running.put(id, ContainerNetworks.read(paths.container(id)));
            }
        }
        return bridges.repair(running);
    }
}
