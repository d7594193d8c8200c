package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.netlink.Link;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import dev.groovebox.sandbox.spec.NetworkSpec.Attachment;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes the networks of containers that run. The caller sees to it that nobody else does at the same time. */
public final class NetworkConnections {
    private final ContainerNetworks containers;
    private final Bridges bridges;
    private final NetworkCalls kernel;

    NetworkConnections(ContainerNetworks containers, Bridges bridges, NetworkCalls kernel) {
        this.containers = containers;
        this.bridges = bridges;
        this.kernel = kernel;
    }

    /** Written down before it is made, so that whatever a killed command leaves is taken back with the container. */
    void connect(Container container, Network network, Attachment attachment, int pid) throws IOException {
        String id = container.record().id();
        ContainerNetwork before = ContainerNetworks.read(container.paths());
        if (before.on(network.name()).isPresent()) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot connect container", container.record().name(),
                    "it is on network '" + network.name() + "' already", "");
        }
        Endpoint endpoint = containers.take(id, network, attachment, free(before));
        String hostname = before.hostname().isEmpty() ? id.substring(0, 12) : before.hostname();
        ContainerNetwork after = new ContainerNetwork(hostname, before.extraHosts(), before.endpoints(), before.ports()).with(endpoint);
        try {
            ContainerNetworks.write(container.paths(), after);
            make(network, after, endpoint, pid);
        } catch (IOException | RuntimeException failure) {
            ContainerNetworks.write(container.paths(), before);
            containers.giveBack(id, endpoint);
            throw failure;
        }
        containers.names().refresh(id, after);
    }

    /** The first number that none of its interfaces has. */
    private static int free(ContainerNetwork network) {
        for (int index = 0; ; index++) {
            String name = "eth" + index;
            if (network.endpoints().stream().noneMatch(endpoint -> endpoint.inside().equals(name))) {
                return index;
            }
        }
    }

    private void make(Network network, ContainerNetwork container, Endpoint endpoint, int pid) throws IOException {
        try (NetworkCalls.Namespace namespace = namespace(pid);
                NetlinkSocket socket = kernel.route()) {
            Links host = new Links(socket);
            HostLinks.attach(network, container, endpoint, namespace, host, bridges.device(network, host));
            HostLinks.reachItself(container, endpoint, host);
            bridges.keepOpen(List.of(network), host);
        }
        containers.published().applyIfAny(container);
    }

    private NetworkCalls.Namespace namespace(int pid) throws IOException {
        return kernel.openNamespace(Path.of("/proc/" + pid + "/ns/net"));
    }

    /** The routes by the interface that was deleted went with it. */
    private void leadOut(ContainerNetwork before, ContainerNetwork after, Links inside) throws IOException {
        for (Endpoint endpoint : after.endpoints()) {
            List<InetAddress> gateways = new ArrayList<>(after.waysOutBy(endpoint));
            gateways.removeAll(before.waysOutBy(endpoint));
            Optional<Link> link = gateways.isEmpty() ? Optional.empty() : inside.find(endpoint.inside());
            if (link.isPresent()) {
                HostLinks.leadOut(containers.networkOf(endpoint), link.get().index(), gateways, inside);
            }
        }
    }

    void disconnect(Container container, Network network, int pid) throws IOException {
        String id = container.record().id();
        ContainerNetwork before = ContainerNetworks.read(container.paths());
        Endpoint endpoint = before.on(network.name()).orElseThrow(() -> new EngineException(
                FailureKind.NOT_FOUND, "cannot disconnect container", container.record().name(),
                "it is not on network '" + network.name() + "'", ""));
        ContainerNetwork after = before.without(endpoint);
        try (NetworkCalls.Namespace namespace = namespace(pid)) {
            Links inside = new Links(namespace.route());
            inside.delete(endpoint.inside());
            leadOut(before, after, inside);
        }
        ContainerNetworks.write(container.paths(), after);
        containers.giveBack(id, endpoint);
        if (!before.ports().isEmpty()) {
            bridges.apply();
        }
        containers.names().refresh(id, before);
    }
}
