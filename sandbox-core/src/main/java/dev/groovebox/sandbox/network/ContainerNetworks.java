package dev.groovebox.sandbox.network;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.SmallFile;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.NetworkSpec.Attachment;
import dev.groovebox.sandbox.spec.PortMapping;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.EventLog;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gives containers their networks before they start, and takes them back when they have ended.
 *
 * <p>What a container takes is written down before it is made, and belongs to it for as long as its lock is held: whoever
 * finds it dead may take it. Of locks one is held at a time: a network's, or the ports'.
 */
public final class ContainerNetworks {
    private final EnginePaths paths;
    private final NetworkStore networks;
    private final NetworkCalls kernel;
    private final Bridges bridges;
    private final PublishedContainers published;
    private final ContainerNames names;

    private ContainerNetworks(EnginePaths paths, NetworkCalls kernel, NetworkStore networks, ContainerStore containers, Bridges bridges,
            PublishedContainers published) {
        this.paths = paths;
        this.kernel = kernel;
        this.networks = networks;
        this.bridges = bridges;
        this.published = published;
        this.names = new ContainerNames(paths, networks, containers);
    }

    public static ContainerNetworks of(
            EnginePaths paths, FileCalls files, NetworkCalls kernel, ContainerStore containers, EventLog log) {
        NetworkStore networks = new NetworkStore(paths, files, kernel, log);
        Bridges bridges = new Bridges(paths, files, kernel, networks);
        return new ContainerNetworks(
                paths, kernel, networks, containers, bridges, new PublishedContainers(paths, files, kernel, containers, bridges));
    }

    /** A network that stands ready; closing it, once or more often, lets go of our hold, not of the container's. */
    public interface Prepared extends AutoCloseable {
        /** Of the namespace that the container is launched in; absent: its own, or the host's. */
        OptionalInt descriptor();

        /** Makes the interfaces in the namespace of a process that has made it itself. */
        void makeFor(int pid) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Prepares what the container's spec asks for, and writes its name files. On a failure nothing stays taken. */
    public Prepared prepare(ContainerRecord record, String hostname) throws IOException {
        ContainerPaths folder = paths.container(record.id());
        release(record.id()); // what it had when it ran the last time
        NetworkSpec network = record.spec().network();
        if (network instanceof NetworkSpec.OfContainer other) {
            return join(record, folder, other.container(), hostname);
        }
        List<Network> asked = new ArrayList<>();
        for (Attachment attachment : network.networks()) {
            asked.add(networks.require(attachment.network()));
        }
        refuseTwice(asked, record);
        NameFiles.write(folder, network, record.spec().names(), hostname, ExtraHosts.of(record.spec(), asked));
        return asked.isEmpty() ? new Nothing() : attach(record, folder, hostname, asked);
    }

    /** A network has a name and an id. */
    private static void refuseTwice(List<Network> asked, ContainerRecord record) {
        for (int i = 1; i < asked.size(); i++) {
            String name = asked.get(i).name();
            if (asked.subList(0, i).stream().anyMatch(network -> network.name().equals(name))) {
                throw new EngineException(
                        FailureKind.INVALID, "cannot start container", record.name(), "it is on network '" + name + "' twice",
                        "name it once; 'groovebox network disconnect " + name + " " + record.name() + "' takes it off");
            }
        }
    }

    private Prepared join(ContainerRecord record, ContainerPaths folder, String other, String hostname) throws IOException {
        Joined joined = Joined.find(names.containers(), other);
        NameFiles.write(folder, record.spec().network(), record.spec().names(), hostname, List.of());
        joined.copyNames(folder);
        return new Ready(kernel.openNamespace(joined.namespace()));
    }

    private Prepared attach(ContainerRecord record, ContainerPaths folder, String hostname, List<Network> asked) throws IOException {
        ContainerNetwork taken = new ContainerNetwork(hostname, ExtraHosts.of(record.spec(), asked), List.of(), List.of());
        try {
            for (int i = 0; i < asked.size(); i++) {
                taken = taken.with(take(record.id(), asked.get(i), record.spec().network().networks().get(i), i));
            }
            taken = published.take(record, taken, asked);
            write(folder, taken);
            Prepared prepared = make(record, taken, asked);
            names.refresh(record.id(), taken);
            asked.forEach(network -> networks.tell("connect", network, Map.of("container", record.id())));
            return prepared;
        } catch (IOException | RuntimeException failure) {
            giveBack(record.id(), taken);
            throw failure;
        }
    }

    private Prepared make(ContainerRecord record, ContainerNetwork taken, List<Network> asked) throws IOException {
        if (record.userIdBase().isPresent()) {
            bridges.prepare(asked);
            published.applyIfAny(taken);
            return new OnDemand(taken, asked);
        }
        NetworkCalls.Namespace namespace = kernel.newNamespace(settings(asked));
        try {
            connect(namespace, taken, asked);
            published.applyIfAny(taken);
            return new Ready(namespace);
        } catch (IOException | RuntimeException failure) {
            namespace.close();
            throw failure;
        }
    }

    /** Without IPv6 on its networks an interface has not even the address that the kernel makes by itself. */
    private static Map<String, String> settings(List<Network> asked) {
        return asked.stream().anyMatch(Network::hasIpv6) ? Map.of() : Map.of("net/ipv6/conf/default/disable_ipv6", "1");
    }

    private void connect(NetworkCalls.Namespace namespace, ContainerNetwork taken, List<Network> asked) throws IOException {
        try (NetlinkSocket socket = kernel.route()) {
            Links host = new Links(socket);
            for (int i = 0; i < asked.size(); i++) {
                int device = bridges.device(asked.get(i), host);
                HostLinks.attach(asked.get(i), taken, taken.endpoints().get(i), namespace, host, device);
                HostLinks.reachItself(taken, taken.endpoints().get(i), host);
            }
            bridges.keepOpen(asked, host);
        }
    }

    /** @param index of the interface in the container */
    Endpoint take(String container, Network network, Attachment attachment, int index) throws IOException {
        AddressLeases leases = networks.leases(network);
        List<InetAddress> addresses;
        try (ObjectLock lock = networks.lock(network)) {
            networks.requireStill(network);
            addresses = leases.take(container, attachment.addresses());
        }
        List<AddressRange> ranges = network.ranges();
        return new Endpoint(
                network.name(),
                "eth" + index,
                network.driver().isBridge() ? "gbv" + container.substring(0, 10) + index : "",
                attachment.mac().orElse(Mac.text(addresses.get(0))).toLowerCase(java.util.Locale.ROOT),
                addresses,
                ranges.stream().map(range -> range.subnet().length()).toList(),
                network.internal() ? List.of() : ranges.stream().map(AddressRange::gatewayAddress).toList(),
                attachment.aliases());
    }

    static void write(ContainerPaths folder, ContainerNetwork network) throws IOException {
        AtomicFiles.write(folder.network(), network.toJson(), AtomicFiles.Durability.EPHEMERAL);
    }

    /** What a container has taken; of one that has nothing, or whose record is damaged, nothing. */
    public static ContainerNetwork read(ContainerPaths folder) throws IOException {
        if (!folder.network().toFile().exists()) {
            return ContainerNetwork.NONE; // asked first: a list has many such, and an exception takes longer than all else of one
        }
        try {
            return ContainerNetwork.fromJson(SmallFile.read(folder.network()));
        } catch (NoSuchFileException | JsonException e) {
            return ContainerNetwork.NONE;
        }
    }

    /** Takes back all that a container has, which has ended. Does nothing when it has nothing. */
    public void release(String container) throws IOException {
        ContainerPaths folder = paths.container(container);
        if (!Files.exists(folder.network())) {
            return;
        }
        ContainerNetwork taken = read(folder);
        giveBack(container, taken);
        for (Endpoint endpoint : taken.endpoints()) {
            networks.findByName(endpoint.network())
                    .ifPresent(network -> networks.tell("disconnect", network, Map.of("container", container)));
        }
        Files.deleteIfExists(folder.network());
    }

    private void giveBack(String container, ContainerNetwork taken) throws IOException {
        for (Endpoint endpoint : taken.endpoints()) {
            giveBack(container, endpoint);
        }
        published.giveBack(container, taken);
        names.forget(container, taken);
    }

    Network networkOf(Endpoint endpoint) throws IOException {
        return networks.require(endpoint.network());
    }

    void giveBack(String container, Endpoint endpoint) throws IOException {
        Optional<Network> network = networks.findByName(endpoint.network());
        if (network.isPresent()) {
            networks.leases(network.get()).giveBack(container, endpoint.addresses());
        }
    }

    /** Tells the container and its neighbours the name that it has now. Does nothing when it is on no network. */
    public void renamed(String container) throws IOException {
        ContainerNetwork network = read(paths.container(container));
        if (!network.endpoints().isEmpty()) {
            names.refresh(container, network);
        }
    }

    /** What users change of networks. */
    public NetworkChanges changes() {
        return new NetworkChanges(paths, networks, names.containers(), bridges, new NetworkConnections(this, bridges, kernel));
    }

    PublishedContainers published() {
        return published;
    }

    ContainerNames names() {
        return names;
    }

    /** The published ports of a container that runs. */
    public static List<PortMapping> ports(Container container) throws IOException {
        return read(container.paths()).ports();
    }

    private record Nothing() implements Prepared {
        @Override
        public OptionalInt descriptor() {
            return OptionalInt.empty();
        }

        @Override
        public void makeFor(int pid) {}

        @Override
        public void close() {}
    }

    private static final class Ready implements Prepared {
        private final NetworkCalls.Namespace namespace;
        private boolean closed;

        Ready(NetworkCalls.Namespace namespace) {
            this.namespace = namespace;
        }

        @Override
        public OptionalInt descriptor() {
            return OptionalInt.of(namespace.descriptor());
        }

        @Override
        public void makeFor(int pid) {}

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                namespace.close();
            }
        }
    }

    /** A user namespace has a network of its own, which its first process makes. */
    private final class OnDemand implements Prepared {
        private final ContainerNetwork taken;
        private final List<Network> asked;

        OnDemand(ContainerNetwork taken, List<Network> asked) {
            this.taken = taken;
            this.asked = asked;
        }

        @Override
        public OptionalInt descriptor() {
            return OptionalInt.empty();
        }

        @Override
        public void makeFor(int pid) throws IOException {
            try (NetworkCalls.Namespace namespace = kernel.openNamespace(Path.of("/proc/" + pid + "/ns/net"))) {
                connect(namespace, taken, asked);
            }
        }

        @Override
        public void close() {}
    }
}
