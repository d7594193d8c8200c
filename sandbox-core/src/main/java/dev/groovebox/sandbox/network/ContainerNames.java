package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps the hosts files of running containers true, as others come to their networks and go. */
final class ContainerNames {
    private static final int SHORT_ID = 12;

    private final EnginePaths paths;
    private final NetworkStore networks;
    private final ContainerStore containers;

    ContainerNames(EnginePaths paths, NetworkStore networks, ContainerStore containers) {
        this.paths = paths;
        this.networks = networks;
        this.containers = containers;
    }

    ContainerStore containers() {
        return containers;
    }

    /**
     * Rewrites the files of the container and of all that share a network with it on which containers have names.
     *
     * @param network what it has, or has just given back
     */
    void refresh(String container, ContainerNetwork network) throws IOException {
        Set<String> concerned = neighbours(network);
        concerned.add(container);
        rewrite(concerned);
    }

    /** Rewrites the files of those that shared a network with a container that has ended; nobody reads its own any more. */
    void forget(String container, ContainerNetwork network) throws IOException {
        Set<String> concerned = neighbours(network);
        concerned.remove(container);
        if (!concerned.isEmpty()) {
            rewrite(concerned);
        }
    }

    private Set<String> neighbours(ContainerNetwork network) throws IOException {
        Set<String> concerned = new LinkedHashSet<>();
        for (Endpoint endpoint : network.endpoints()) {
            Optional<Network> named = named(endpoint);
            if (named.isPresent()) {
                concerned.addAll(networks.leases(named.get()).containers());
            }
        }
        return concerned;
    }

    private void rewrite(Set<String> concerned) throws IOException {
        // Two that come at once must not write what each saw before the other.
        try (ObjectLock lock = networks.namesLock()) {
            for (String id : concerned) {
                rewrite(id);
            }
        }
    }

    private void rewrite(String id) throws IOException {
        ContainerPaths folder = paths.container(id);
        ContainerNetwork own = ContainerNetworks.read(folder);
        if (own.endpoints().isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (Endpoint endpoint : own.endpoints()) {
            lines.addAll(NameFiles.ownLines(endpoint, own.hostname()));
        }
        for (Endpoint endpoint : own.endpoints()) {
            lines.addAll(neighbours(id, endpoint));
        }
        NameFiles.rewriteHosts(folder, NameFiles.hosts(own.extraHosts(), lines));
    }

    private List<String> neighbours(String id, Endpoint endpoint) throws IOException {
        Optional<Network> network = named(endpoint);
        List<String> lines = new ArrayList<>();
        if (network.isEmpty()) {
            return lines;
        }
        for (String other : networks.leases(network.get()).containers()) {
            Optional<Endpoint> theirs = ContainerNetworks.read(paths.container(other)).on(endpoint.network());
            if (theirs.isPresent()) {
                lines.addAll(lines(other, theirs.get()));
            }
        }
        return lines;
    }

    private List<String> lines(String id, Endpoint endpoint) throws IOException {
        List<String> words = new ArrayList<>();
        Optional<Container> container = containers.find(id);
        container.ifPresent(found -> words.add(found.record().name()));
        words.add(id.substring(0, SHORT_ID));
        words.addAll(endpoint.aliases());
        List<String> lines = new ArrayList<>();
        for (InetAddress address : endpoint.addresses()) {
            lines.add(IpText.of(address) + "\t" + String.join(" ", words));
        }
        return lines;
    }

    /** On the default network nobody has a name, which its own name tells already: its record need not be read. */
    private Optional<Network> named(Endpoint endpoint) throws IOException {
        return endpoint.network().equals(NetworkSpec.DEFAULT_NAME) ? Optional.empty() : networks.findByName(endpoint.network());
    }
}
