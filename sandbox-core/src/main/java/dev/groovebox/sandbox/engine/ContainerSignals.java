package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.MonitorSocket;
import dev.groovebox.sandbox.linux.cgroup.ContainerCgroup;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.operation.SystemEvent;
import dev.groovebox.sandbox.spec.SignalNumber;
import dev.groovebox.sandbox.spec.SpecException;
import dev.groovebox.sandbox.spec.Supervision;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Stops and signals running containers: by their monitor, who forgets the restart policy then. */
final class ContainerSignals {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    /** From SIGKILL on; longer only when a process is stuck in the kernel. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    /** A program that ends at once needs no explanation why it is waited for. */
    private static final Duration SILENT_WAIT = Duration.ofMillis(500);

    private final Machine machine;
    private final ContainerStore store;
    private final ContainerEvents told;

    ContainerSignals(Machine machine, ContainerStore store, ContainerEvents told) {
        this.machine = machine;
        this.store = store;
        this.told = told;
    }

    /** Stops a container; nothing to do for one that does not run. */
    void stop(String name, Optional<Duration> timeout, Optional<String> signal, EventSink events)
            throws IOException, InterruptedException {
        Container container = store.require(name);
        if (!container.state().status().isActive()) {
            return;
        }
        int number = signal.isPresent() ? number(signal.get()) : stopSignal(container.record());
        Duration patience = timeout
                .or(() -> container.record().spec().supervision().stopTimeout())
                .orElse(Supervision.STOP_TIMEOUT);
        Optional<MonitorSocket> monitor = MonitorSocket.connect(machine.files(), container.paths());
        if (monitor.isEmpty()) {
            return; // it has ended meanwhile
        }
        try (MonitorSocket socket = monitor.get()) {
            socket.hearExits();
            SystemEvent kill = ContainerEvents.ofSignal(container.record(), number);
            if (!socket.signal(number, true, Optional.of(patience))) {
                return;
            }
            told.tell(kill);
            thaw(container.record().id());
            await(socket, container, number, patience, events);
            told.tell("stop", container.record());
        }
    }

    private void await(MonitorSocket socket, Container container, int signal, Duration patience, EventSink events)
            throws IOException, InterruptedException {
        if (socket.awaitExit(Optional.of(SILENT_WAIT)).isPresent() || hasEnded(container)) {
            return;
        }
        explainWait(container, signal, patience).ifPresent(text -> events.accept(new Event.Warning(text)));
        if (socket.awaitExit(Optional.of(patience.plus(END_PATIENCE))).isEmpty() && !hasEnded(container)) {
            throw new EngineException(
                    FailureKind.BUSY,
                    "cannot stop container",
                    container.record().name(),
                    "its processes do not end, not even by SIGKILL: the kernel holds them",
                    "look at what they wait for (cat /proc/PID/wchan)");
        }
    }

    private boolean hasEnded(Container container) throws IOException {
        return store.find(container.record().id()).map(now -> !now.state().status().isActive()).orElse(true);
    }

    private static Optional<String> explainWait(Container container, int signal, Duration patience) {
        // An init takes signals without a handler.
        boolean deaf = !container.record().spec().init()
                && container.state().process().isPresent()
                && !container.state().process().get().mayCatch(signal);
        String name = container.record().name();
        String then = "SIGKILL ends it " + patience.toSeconds() + " s after the signal";
        return Optional.of(deaf
                ? "container '" + name + "' does not hear signal " + signal + ": as process 1 its program is sent only"
                        + " what it has a handler for; " + then + "; run with --init, it would end at once"
                : "container '" + name + "' takes its time to end; " + then);
    }

    /** What asks the program to end: the user's word, else the image's. */
    static int stopSignal(ContainerRecord record) {
        return record.spec().stopSignal()
                .or(() -> record.execution().stopSignal())
                .flatMap(word -> SignalNumber.of(word).stream().boxed().findFirst())
                .orElse(SIGTERM);
    }

    private static int number(String signal) {
        OptionalInt number = SignalNumber.of(signal);
        if (number.isEmpty()) {
            throw new SpecException(
                    "invalid signal", signal, List.of("signal: '" + signal + "' is no signal such as TERM, SIGINT or 15"));
        }
        return number.getAsInt();
    }

    /** What is meant to end the program also ends its restart policy. */
    void kill(String name, String signal) throws IOException, InterruptedException {
        int number = number(signal);
        Container container = store.require(name);
        if (!container.state().status().isActive()) {
            throw notRunning("kill", name, container.state().status());
        }
        boolean last = number == SIGKILL || number == stopSignal(container.record());
        Optional<MonitorSocket> monitor = MonitorSocket.connect(machine.files(), container.paths());
        if (monitor.isEmpty()) {
            throw notRunning("kill", name, ContainerStatus.STOPPED);
        }
        try (MonitorSocket socket = monitor.get()) {
            socket.hearExits();
            SystemEvent kill = ContainerEvents.ofSignal(container.record(), number);
            if (!socket.signal(number, last, Optional.empty())) {
                throw notRunning("kill", name, ContainerStatus.STOPPED);
            }
            told.tell(kill);
            if (last) {
                thaw(container.record().id());
            }
            if (number == SIGKILL) {
                socket.awaitExit(Optional.of(END_PATIENCE));
            }
        }
    }

    void pause(String name) throws IOException, InterruptedException {
        Container container = store.require(name);
        if (container.state().status() == ContainerStatus.PAUSED) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot pause container", name, "it is paused already", "");
        }
        if (!container.state().status().canBePaused()) {
            throw notRunning("pause", name, container.state().status());
        }
        group(container).freeze();
        told.tell("pause", container.record());
    }

    void unpause(String name) throws IOException, InterruptedException {
        Container container = store.require(name);
        if (container.state().status() != ContainerStatus.PAUSED) {
            throw new EngineException(FailureKind.CONFLICT, "cannot unpause container", name, "it is not paused", "");
        }
        group(container).thaw();
        told.tell("unpause", container.record());
    }

    private ContainerCgroup group(Container container) {
        return machine.cgroups().find(container.record().id());
    }

    /** A frozen process takes no signal but SIGKILL, and on version 1 not even that. */
    private void thaw(String id) throws IOException, InterruptedException {
        if (machine.isFrozen(id)) {
            machine.cgroups().find(id).thaw();
        }
    }

    static EngineException notRunning(String verb, String name, ContainerStatus status) {
        return new EngineException(
                FailureKind.CONFLICT,
                "cannot " + verb + " container",
                name,
                "it is " + (status == ContainerStatus.CREATED ? "created and not started" : "not running"),
                "start it first (groovebox start " + name + ")");
    }
}
