package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.ExecRecord;
import dev.groovebox.sandbox.container.ExecStore;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.inside.Attachment;
import dev.groovebox.sandbox.launch.MonitorSocket;
import dev.groovebox.sandbox.linux.jna.JnaTerminalCalls;
import dev.groovebox.sandbox.operation.ExecOperation;
import dev.groovebox.sandbox.operation.ExecSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the engine does to programs beside a container's own. */
final class ExecOperations {
    private final Machine machine;
    private final ContainerStore store;
    private final Execs execs;

    ExecOperations(Machine machine, ContainerStore store, Execs execs) {
        this.machine = machine;
        this.store = store;
        this.execs = execs;
    }

    Object perform(ExecOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof ExecOperation.Exec exec) {
            return execs.run(exec, events);
        }
        if (operation instanceof ExecOperation.ExecDetached exec) {
            return execs.detach(exec, events);
        }
        if (operation instanceof ExecOperation.Attach attach) {
            return attach(attach);
        }
        if (operation instanceof ExecOperation.ListExecs list) {
            return list(store.require(list.container()));
        }
        return kill((ExecOperation.KillExec) operation);
    }

    private OptionalInt attach(ExecOperation.Attach attach) throws IOException, InterruptedException {
        Container container = store.require(attach.container());
        Optional<MonitorSocket> monitor = MonitorSocket.connect(machine.files(), container.paths());
        if (monitor.isEmpty()) {
            throw cannotAttach(attach, "it is not running", "start it first");
        }
        try (MonitorSocket socket = monitor.get()) {
            return Attachment.run(socket, attach, container.record().spec().terminal(), new JnaTerminalCalls());
        } catch (IOException e) {
            throw cannotAttach(attach, Failure.reasonOf(e), "");
        }
    }

    private static EngineException cannotAttach(ExecOperation.Attach attach, String cause, String remedy) {
        return new EngineException(FailureKind.CONFLICT, "cannot attach to container", attach.container(), cause, remedy);
    }

    private List<ExecSummary> list(Container container) throws IOException {
        return storeOf(container).list().stream().map(record -> summary(container, record)).toList();
    }

    private ExecStore storeOf(Container container) {
        return new ExecStore(container.paths(), machine.facts().bootId());
    }

    private static ExecSummary summary(Container container, ExecRecord record) {
        return new ExecSummary(
                record.id(),
                container.record().name(),
                record.process().pid(),
                record.command(),
                record.user(),
                record.terminal(),
                record.started());
    }

    private String kill(ExecOperation.KillExec kill) throws IOException {
        ExecRecord exec = find(kill.exec());
        OptionalInt process = exec.process().open(machine.processes());
        if (process.isPresent()) {
            try {
                machine.processes().signal(process.getAsInt(), kill.signal());
            } finally {
                machine.processes().close(process.getAsInt());
            }
        }
        return kill.exec();
    }

    private ExecRecord find(String id) throws IOException {
        List<ExecRecord> found = new ArrayList<>();
        for (Container container : store.list()) {
            if (container.state().status().hasProcess()) {
                storeOf(container).list().stream().filter(record -> record.id().startsWith(id)).forEach(found::add);
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new EngineException(
                found.isEmpty() ? FailureKind.NOT_FOUND : FailureKind.INVALID,
                "cannot find exec",
                id,
                found.isEmpty() ? "no such program is running" : found.size() + " ids begin so",
                "'groovebox exec ls CONTAINER' lists them");
    }
}
