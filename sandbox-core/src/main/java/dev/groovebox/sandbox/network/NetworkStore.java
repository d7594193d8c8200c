package dev.groovebox.sandbox.network;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import dev.groovebox.sandbox.operation.SystemEvent;
import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.DriverOptions;
import dev.groovebox.sandbox.spec.NetworkDefinition;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.EventLog;
import dev.groovebox.sandbox.storage.FolderTree;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The networks of one engine, a folder each. Readers take no lock. */
public final class NetworkStore {
    /** What the kernel takes as an interface's name, without the NUL. */
    private static final int LONGEST_DEVICE = 15;

    private final EnginePaths paths;
    private final FileCalls calls;
    private final NetworkCalls kernel;
    private final EventLog log;

    public NetworkStore(EnginePaths paths, FileCalls calls, NetworkCalls kernel, EventLog log) {
        this.paths = paths;
        this.calls = calls;
        this.kernel = kernel;
        this.log = log;
    }

    /** All of them by name; the default one only once it was needed. Damaged ones are left out. */
    public List<Network> list() throws IOException {
        List<Network> networks = new ArrayList<>();
        try (Stream<Path> folders = Files.list(paths.networks())) {
            for (Path folder : folders.sorted().toList()) {
                find(folder.getFileName().toString()).ifPresent(networks::add);
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        return networks;
    }

    private Optional<Network> find(String name) throws IOException {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Network.fromJson(Files.readAllBytes(paths.networkConfig(name))));
        } catch (NoSuchFileException | NotDirectoryException | JsonException e) {
            return Optional.empty();
        }
    }

    /** @param name a name, an id, or the beginning of one; the default network is made when it is not there yet */
    public Network require(String name) throws IOException {
        Optional<Network> named = find(name);
        if (named.isPresent()) {
            return named.get();
        }
        if (name.equals(NetworkSpec.DEFAULT_NAME)) {
            return create(NetworkDefinition.builder(name).build());
        }
        List<Network> all = list();
        List<Network> matches = all.stream().filter(network -> !name.isEmpty() && network.id().startsWith(name)).toList();
        if (matches.size() != 1) {
            throw new EngineException(
                    FailureKind.NOT_FOUND,
                    "cannot find network",
                    name,
                    "no such network",
                    NearestWord.to(name, all.stream().map(Network::name).toList())
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("create it (groovebox network create " + name + ")"));
        }
        return matches.get(0);
    }

    /** Writes the network down; what the kernel has of it is made for its first container. */
    public Network create(NetworkDefinition definition) throws IOException {
        // Between the look at the routes and the record, neither this engine nor another may choose.
        ObjectLock choice = ObjectLock.exclusive(calls, paths.machineNetworksLock());
        try (choice; NetlinkSocket socket = kernel.route()) {
            Optional<Network> present = find(definition.name());
            if (present.isPresent() && present.get().isDefault()) {
                return present.get(); // another command was faster
            }
            if (present.isPresent()) {
                throw new EngineException(
                        FailureKind.CONFLICT, "cannot create network", definition.name(), "it is there already",
                        "choose another name, or remove it first (groovebox network rm " + definition.name() + ")");
            }
            Links links = new Links(socket);
            String id = NetworkId.random();
            Network network = new Network(
                    id,
                    definition.name(),
                    definition.driver(),
                    ranges(definition, links),
                    definition.internal(),
                    definition.options(),
                    definition.labels(),
                    Instant.now(),
                    device(definition, id, links));
            HostLinks.requireKnownMode(network);
            Files.createDirectories(paths.leases(network.name()));
            AtomicFiles.write(paths.networkConfig(network.name()), network.toJson());
            tell("create", network, Map.of());
            return network;
        }
    }

    private List<AddressRange> ranges(NetworkDefinition definition, Links links) throws IOException {
        List<AddressPools.Taken> taken = new ArrayList<>();
        for (Network other : list()) {
            other.ranges().forEach(range ->
                    taken.add(new AddressPools.Taken(range.subnet(), "network '" + other.name() + "' (" + range.subnet() + ")")));
        }
        if (definition.driver().isBridge()) {
            taken.addAll(AddressPools.routes(links));
        }
        AddressPools pools = new AddressPools(taken);
        List<AddressRange> ranges = new ArrayList<>();
        for (AddressRange range : definition.ranges()) {
            pools.requireFree(range.subnet(), definition.name());
            ranges.add(range);
        }
        if (ranges.stream().noneMatch(range -> range.subnet().v4())) {
            requireSubnet(definition);
            ranges.add(0, AddressRange.of(pools.chooseV4(definition.name())));
        }
        if (definition.ipv6() && ranges.stream().allMatch(range -> range.subnet().v4())) {
            ranges.add(AddressRange.of(pools.chooseV6()));
        }
        return ranges;
    }

    /** On a card of the machine's only its owner knows which addresses are free. */
    private static void requireSubnet(NetworkDefinition definition) {
        if (!definition.driver().isBridge()) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot create network", definition.name(),
                    "a network of driver " + definition.driver().word() + " needs a subnet", "give the card's with --subnet");
        }
    }

    private String device(NetworkDefinition definition, String id, Links links) throws IOException {
        if (!definition.driver().isBridge()) {
            return parent(definition, links);
        }
        if (definition.name().equals(NetworkSpec.DEFAULT_NAME)) {
            return paths.mark().isEmpty() ? "groovebox0" : "gbx-" + paths.mark();
        }
        String given = definition.options().getOrDefault(DriverOptions.BRIDGE_NAME, "gbx-" + id.substring(0, 10));
        // The kernel makes a number of '%', and nft a pattern of '*'.
        if (given.length() > LONGEST_DEVICE || given.isEmpty()
                || given.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '/' || c == '"' || c == '*' || c == '%' || c == '\\')) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot create network", definition.name(),
                    "'" + given + "' is no name of an interface", "take at most 15 letters and digits");
        }
        if (links.find(given).isPresent()) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot create network", definition.name(),
                    "this machine has an interface '" + given + "' already", "choose another name with -o com.docker.network.bridge.name");
        }
        return given;
    }

    private static String parent(NetworkDefinition definition, Links links) throws IOException {
        String parent = definition.options().getOrDefault(DriverOptions.PARENT, "");
        if (parent.isEmpty() || links.find(parent).isEmpty()) {
            throw new EngineException(
                    parent.isEmpty() ? FailureKind.INVALID : FailureKind.NOT_FOUND, "cannot create network", definition.name(),
                    parent.isEmpty() ? "driver " + definition.driver().word() + " needs a card of this machine" : "there is no interface '" + parent + "'",
                    "name one with -o parent=NAME");
        }
        return parent;
    }

    /** Somebody may have removed it since it was looked up, and even made another of its name. The caller holds its lock. */
    void requireStill(Network network) throws IOException {
        if (find(network.name()).filter(present -> present.id().equals(network.id())).isEmpty()) {
            throw new EngineException(
                    FailureKind.NOT_FOUND, "cannot attach to network", network.name(), "it was removed meanwhile",
                    "create it (groovebox network create " + network.name() + ")");
        }
    }

    /** The caller holds its lock. */
    void delete(Network network) throws IOException {
        new FolderTree(calls).delete(paths.network(network.name()));
        tell("destroy", network, Map.of());
    }

    void tell(String action, Network network, Map<String, String> details) {
        Map<String, String> attributes = new HashMap<>(details);
        attributes.put("name", network.name());
        attributes.put("type", network.driver().word());
        log.write(SystemEvent.now("network", action, network.id(), attributes));
    }

    ObjectLock lock(Network network) throws IOException {
        return ObjectLock.exclusive(calls, paths.lock("network-" + network.name()));
    }

    /** Held while hosts files are written. */
    ObjectLock namesLock() throws IOException {
        return ObjectLock.exclusive(calls, paths.lock("host-names"));
    }

    /** Held while the networks of a running container change. */
    ObjectLock changesLock() throws IOException {
        return ObjectLock.exclusive(calls, paths.lock("network-changes"));
    }

    AddressLeases leases(Network network) {
        return new AddressLeases(paths, calls, network);
    }

    Optional<Network> findByName(String name) throws IOException {
        return find(name);
    }

}
