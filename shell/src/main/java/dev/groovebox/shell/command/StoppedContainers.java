package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.ListContainers;
import dev.groovebox.sandbox.operation.ContainerOperation.RemoveContainer;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.shell.session.Session;
import java.util.ArrayList;
import java.util.List;

/** Removes the containers that do not run, as docker's prune does: one that is started meanwhile is refused, and told. */
final class StoppedContainers {
    private StoppedContainers() {}

    /** @return the exit code */
    static int prune(Session session) {
        List<String> stopped = new ArrayList<>();
        for (ContainerSummary container : session.perform(new ListContainers(true))) {
            if (container.status().canBeRemoved()) {
                stopped.add(container.id());
            }
        }
        List<String> removed = new ArrayList<>();
        int code = session.forEach(stopped, id -> {
            session.perform(new RemoveContainer(id, false));
            removed.add(id);
        });
        Deleted.print("Containers", removed, session);
        return code;
    }
}
