package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.SnapshotOperation;
import dev.groovebox.sandbox.snapshot.ContainerSnapshots;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the engine does to containers' files as a whole. */
final class SnapshotOperations {
    private final ContainerStore containers;
    private final ContainerOperations operations;
    private final ContainerSnapshots snapshots;

    SnapshotOperations(ContainerStore containers, ContainerOperations operations, ContainerSnapshots snapshots) {
        this.containers = containers;
        this.operations = operations;
        this.snapshots = snapshots;
    }

    Object perform(SnapshotOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof SnapshotOperation.TakeSnapshot take) {
            return snapshots.take(take.container());
        }
        if (operation instanceof SnapshotOperation.ListSnapshots list) {
            return snapshots.list(list.container());
        }
        if (operation instanceof SnapshotOperation.RollBack back) {
            snapshots.rollBack(back.container(), back.snapshot());
            return back.container();
        }
        return fork((SnapshotOperation.Fork) operation, events);
    }

    private List<String> fork(SnapshotOperation.Fork fork, EventSink events) throws IOException, InterruptedException {
        Container container = containers.require(fork.container());
        List<String> ids = new ArrayList<>();
        try (ContainerSnapshots.Base base = snapshots.base(container)) {
            for (Optional<String> name : fork.names()) {
                ContainerSpec spec = ofFork(container, name);
                String id = (String) operations.perform(new ContainerOperation.CreateContainer(spec, false), events);
                snapshots.stand(id, base);
                ids.add(id);
            }
        }
        return ids;
    }

    /** Its image by the id, since the name may have moved to another one; so may those of containers that it has volumes of. */
    private static ContainerSpec ofFork(Container container, Optional<String> name) {
        ContainerRecord record = container.record();
        JsonObject.Builder json = ContainerSpecJson.write(record.spec().with(record.mounts())).toBuilder()
                .put("image", record.imageId())
                .remove("volumesFrom")
                .remove("name");
        name.ifPresent(text -> json.put("name", text));
        return ContainerSpecJson.read(json.build());
    }

    void sweep() throws IOException {
        snapshots.sweep();
    }
}
