package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.ContainerOperation.PruneContainers;
import dev.groovebox.sandbox.operation.ContainerOperation.RemoveContainer;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.operation.PruneReport;
import dev.groovebox.sandbox.storage.DiskUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Removes the containers that do not run, as docker's {@code container prune} does: created and ended ones. */
record ContainerPruning(ContainerStore store, ContainerRemoval removal, DiskUsage usage) {
    PruneReport prune(PruneContainers prune, EventSink events) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        long bytes = 0;
        for (Container container : store.list()) {
            if (!isMeant(container, prune)) {
                continue;
            }
            long own = usage.of(container.paths().folder()); // while it is there
            if (prune.dryRun() || isRemoved(container, events)) {
                ids.add(container.record().id());
                bytes += own;
            }
        }
        return new PruneReport(ids, bytes);
    }

    private static boolean isMeant(Container container, PruneContainers prune) {
        Map<String, String> labels = container.record().spec().labels();
        return container.state().status().canBeRemoved()
                && prune.before().filter(before -> !container.record().created().isBefore(before)).isEmpty()
                && prune.labels().entrySet().stream().allMatch(wanted -> wanted.getValue().isEmpty()
                        ? labels.containsKey(wanted.getKey())
                        : wanted.getValue().equals(labels.get(wanted.getKey())));
    }

    /** One that was started meanwhile is not what was meant; one that another removes is gone all the same. */
    private boolean isRemoved(Container container, EventSink events) throws IOException, InterruptedException {
        try {
            removal.remove(new RemoveContainer(container.record().id(), false), events);
            return true;
        } catch (EngineException e) {
            if (e.failure().kind() == FailureKind.CONFLICT || e.failure().kind() == FailureKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
