package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.launch.MonitorSocket;
import dev.groovebox.sandbox.network.ContainerNetworks;
import dev.groovebox.sandbox.operation.ContainerOperation.UpdateContainer;
import dev.groovebox.sandbox.spec.ContainerName;
import dev.groovebox.sandbox.spec.ContainerSpec;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Changes containers that are there: their names, limits and restart policies. */
final class ContainerChanges {
    private final Machine machine;
    private final ContainerStore store;
    private final ContainerNetworks networks;
    private final ContainerEvents told;

    ContainerChanges(Machine machine, ContainerStore store, ContainerNetworks networks, ContainerEvents told) {
        this.machine = machine;
        this.store = store;
        this.networks = networks;
        this.told = told;
    }

    String rename(String name, String newName) throws IOException {
        ContainerName.require(newName);
        ContainerRecord old = store.require(name).record();
        ContainerRecord renamed = store.change(old.id(), record -> record.named(newName));
        networks.renamed(old.id());
        told.tell("rename", renamed, Map.of("oldName", old.name()));
        return old.id();
    }

    /** What the kernel refuses is not written down. Between two runs the monitor keeps the group for the next. */
    String update(UpdateContainer update) throws IOException, InterruptedException {
        Container container = store.require(update.container());
        ContainerSpec changed = changed(container.record().spec(), update);
        if (container.state().status().isActive() && !changed.limits().equals(container.record().spec().limits())) {
            machine.cgroups().find(container.record().id()).update(changed.limits());
        }
        store.change(container.record().id(), record -> record.withSpec(changed(record.spec(), update)));
        if (update.restart().isPresent() && container.state().status().isActive()) {
            tellMonitor(container, update);
        }
        told.tell("update", container.record());
        return container.record().name();
    }

    private static ContainerSpec changed(ContainerSpec spec, UpdateContainer update) {
        return spec.with(
                update.limits().over(spec.limits()),
                update.restart().map(spec.supervision()::withRestart).orElse(spec.supervision())).requireOneEnd();
    }

    private void tellMonitor(Container container, UpdateContainer update) throws IOException, InterruptedException {
        Optional<MonitorSocket> monitor = MonitorSocket.connect(machine.files(), container.paths());
        if (monitor.isPresent()) {
            try (MonitorSocket socket = monitor.get()) {
                socket.changeRestart(update.restart().orElseThrow());
            }
        }
    }
}
