package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerProcess;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.LaunchPlan;
import dev.groovebox.sandbox.launch.LaunchPlanner;
import dev.groovebox.sandbox.spec.NamespaceChoice;
import dev.groovebox.sandbox.spec.NamespaceSharing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the running containers whose namespaces another is to share. */
record SharedNamespaces(ContainerStore store) {
    List<LaunchPlan.Join> of(NamespaceSharing sharing) throws IOException {
        List<LaunchPlan.Join> joins = new ArrayList<>();
        add(joins, sharing.pid(), LaunchPlanner.CLONE_NEWPID);
        add(joins, sharing.ipc(), LaunchPlanner.CLONE_NEWIPC);
        add(joins, sharing.uts(), LaunchPlanner.CLONE_NEWUTS);
        return joins;
    }

    private void add(List<LaunchPlan.Join> joins, NamespaceChoice choice, long flag) throws IOException {
        if (choice instanceof NamespaceChoice.OfContainer other) {
            Container container = store.require(other.container());
            requireShareable(container, flag);
            ContainerProcess process = container.state().process().orElseThrow(() ->
                    ContainerSignals.notRunning("join the namespaces of", other.container(), container.state().status()));
            joins.add(new LaunchPlan.Join(process.pid(), process.startTicks(), flag));
        }
    }

    /** What a container has in its shared memory is its own, unless it was said before that others may have it. */
    private static void requireShareable(Container container, long flag) {
        NamespaceChoice ipc = container.record().spec().sharing().ipc();
        if (flag == LaunchPlanner.CLONE_NEWIPC && (ipc instanceof NamespaceChoice.Own || ipc instanceof NamespaceChoice.None)) {
            throw new EngineException(
                    FailureKind.CONFLICT,
                    "cannot share the IPC namespace of container",
                    container.record().name(),
                    "it is private",
                    "run that container with --ipc shareable");
        }
    }
}
