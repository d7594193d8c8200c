package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerProcess;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.network.NetworkChanges;
import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.util.OptionalInt;

/** What the engine does to networks. */
final class NetworkOperations {
    private final EnginePaths paths;
    private final Machine machine;
    private final ContainerStore containers;
    private final NetworkChanges changes;

    NetworkOperations(EnginePaths paths, Machine machine, ContainerStore containers, NetworkChanges changes) {
        this.paths = paths;
        this.machine = machine;
        this.containers = containers;
        this.changes = changes;
    }

    Object perform(NetworkOperation<?> operation) throws IOException {
        if (operation instanceof NetworkOperation.CreateNetwork create) {
            return changes.store().create(create.definition()).id();
        }
        if (operation instanceof NetworkOperation.ListNetworks) {
            return changes.list();
        }
        if (operation instanceof NetworkOperation.InspectNetwork inspect) {
            return changes.inspect(inspect.network());
        }
        if (operation instanceof NetworkOperation.RemoveNetwork remove) {
            return changes.remove(remove.network());
        }
        if (operation instanceof NetworkOperation.PruneNetworks) {
            return changes.prune();
        }
        if (operation instanceof NetworkOperation.ConnectNetwork connect) {
            Container container = containers.require(connect.container());
            changes.connect(container, connect.attachment(), pid(container));
            return container.record().id();
        }
        if (operation instanceof NetworkOperation.DisconnectNetwork disconnect) {
            Container container = containers.require(disconnect.container());
            changes.disconnect(container, disconnect.network(), pid(container));
            return container.record().id();
        }
        return changes.repair();
    }

    /** The system's engine keeps its bridges, as docker does; one with a root of its own leaves nothing behind. */
    void close() throws IOException {
        if (!paths.mark().isEmpty()) {
            changes.takeDown();
        }
    }

    private OptionalInt pid(Container container) {
        return container.state().process()
                .filter(process -> process.lives(machine.facts().bootId()))
                .map(ContainerProcess::pid)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }
}
