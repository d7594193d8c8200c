package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerProcess;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.MonitorSocket;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.operation.HealthStatus;
import dev.groovebox.sandbox.operation.WaitCondition;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Waits for containers. An end is heard from the monitor; what it does not tell is looked at now and again. */
final class ContainerWaits {
    private final Machine machine;
    private final ContainerStore store;
    private final ContainerRemoval removal;

    ContainerWaits(Machine machine, ContainerStore store, ContainerRemoval removal) {
        this.machine = machine;
        this.store = store;
        this.removal = removal;
    }

    /** @throws EngineException TIMEOUT when it takes longer */
    OptionalInt await(String name, WaitCondition condition, Optional<Duration> timeout) throws IOException, InterruptedException {
        Container container = store.require(name);
        Deadline deadline = Deadline.after(timeout, container.record().name());
        return switch (condition) {
            case NOT_RUNNING -> awaitEnd(container, deadline);
            case NEXT_EXIT -> {
                awaitStatus(container, deadline, ContainerStatus::isActive);
                yield awaitEnd(container, deadline);
            }
            case REMOVED -> awaitRemoval(container, deadline);
            case RUNNING -> {
                awaitStatus(container, deadline, ContainerStatus::hasProcess);
                yield OptionalInt.empty();
            }
            case HEALTHY -> awaitHealthy(container, deadline);
        };
    }

    private OptionalInt awaitEnd(Container container, Deadline deadline) throws IOException, InterruptedException {
        Optional<MonitorSocket> monitor = container.state().status() == ContainerStatus.CREATED
                ? Optional.empty()
                : MonitorSocket.connect(machine.files(), container.paths());
        if (monitor.isPresent()) {
            try (MonitorSocket socket = monitor.get()) {
                if (socket.hearExits()) {
                    // What ended before we were heard is written down; what ends from now on is told.
                    Optional<MonitorSocket.Exit> exit = isActive(container) ? socket.awaitExit(deadline.left()) : Optional.empty();
                    deadline.check();
                    return exit.isPresent() ? OptionalInt.of(exit.get().outcome().exitCode()) : recordedExit(container);
                }
            }
            while (isActive(container)) {
                deadline.pause();
            }
        }
        return recordedExit(container);
    }

    private boolean isActive(Container container) throws IOException {
        return store.find(container.record().id()).filter(now -> now.state().status().isActive()).isPresent();
    }

    private OptionalInt recordedExit(Container container) throws IOException {
        Optional<Container> now = store.find(container.record().id());
        return now.isEmpty() ? OptionalInt.empty()
                : now.get().state().status() == ContainerStatus.CREATED ? OptionalInt.of(0) : now.get().state().exitCode();
    }

    private OptionalInt awaitRemoval(Container container, Deadline deadline) throws IOException, InterruptedException {
        OptionalInt code = awaitEnd(container, deadline);
        for (Optional<Container> now = store.find(container.record().id()); now.isPresent();
                now = store.find(container.record().id())) {
            // As it is by now: of one that was taken for a running one, removal would tell of a signal after its end.
            if (now.get().record().ephemeral() && now.get().state().status() == ContainerStatus.STOPPED) {
                removal.removeEnded(now.get());
            } else {
                deadline.pause();
            }
        }
        return code;
    }

    private interface Wanted {
        boolean is(ContainerStatus status);
    }

    private void awaitStatus(Container container, Deadline deadline, Wanted wanted) throws IOException, InterruptedException {
        while (!wanted.is(store.require(container.record().id()).state().status())) {
            deadline.pause();
        }
    }

    private OptionalInt awaitHealthy(Container container, Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            Container now = store.require(container.record().id());
            Optional<HealthStatus> health = now.state().health();
            if (health.filter(HealthStatus.HEALTHY::equals).isPresent()) {
                return OptionalInt.empty();
            }
            if (health.isEmpty() && now.state().status() != ContainerStatus.RESTARTING) {
                throw new EngineException(
                        FailureKind.CONFLICT,
                        "cannot wait for the health of container",
                        now.record().name(),
                        now.state().status().hasProcess() ? "it has no health check" : "it does not run",
                        "give it one with --health-cmd, or in its image");
            }
            deadline.pause();
        }
    }

    /** The kernel tells who listens; nothing is sent. */
    void awaitPort(String name, int port, Duration timeout) throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(Optional.of(timeout), name);
        while (true) {
            Container container = store.require(name);
            Optional<ContainerProcess> process = container.state().process();
            if (process.isEmpty() && container.state().status() != ContainerStatus.RESTARTING) {
                throw ContainerSignals.notRunning("wait for a port of", name, container.state().status());
            }
            if (process.isPresent() && ListeningPorts.of(process.get().pid()).contains(port)) {
                return;
            }
            deadline.pause();
        }
    }
}
