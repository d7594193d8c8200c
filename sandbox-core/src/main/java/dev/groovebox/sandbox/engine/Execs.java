package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ExecRecord;
import dev.groovebox.sandbox.container.ExecStore;
import dev.groovebox.sandbox.container.ContainerProcess;
import dev.groovebox.sandbox.engine.RunningContainers.Running;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.launch.Attendance;
import dev.groovebox.sandbox.launch.ExecPlan;
import dev.groovebox.sandbox.launch.LaunchException;
import dev.groovebox.sandbox.launch.LaunchPlan;
import dev.groovebox.sandbox.launch.LaunchPlanner;
import dev.groovebox.sandbox.launch.LaunchRequest;
import dev.groovebox.sandbox.launch.Launcher;
import dev.groovebox.sandbox.launch.Launcher.StandardStreams;
import dev.groovebox.sandbox.launch.RunningSandbox;
import dev.groovebox.sandbox.launch.RunningSandbox.Started;
import dev.groovebox.sandbox.launch.SandboxOutcome;
import dev.groovebox.sandbox.linux.cgroup.ContainerCgroup;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.ExecOperation;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ExecSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Starts programs in containers that run already. */
final class Execs {
    private static final String ACTION = "cannot execute in container";
    private static final Path NOWHERE = Path.of("/dev/null");

    private final Machine machine;
    private final RunningContainers containers;
    private final ImageOperations images;
    private final Launcher launcher;
    private final LaunchPlanner planner;
    private final SandboxRights rights;
    private final ExecutorService threads;
    private final ContainerEvents told;

    Execs(
            Machine machine,
            RunningContainers containers,
            ImageOperations images,
            Launcher launcher,
            ExecutorService threads,
            ContainerEvents told) {
        this.machine = machine;
        this.containers = containers;
        this.images = images;
        this.launcher = launcher;
        this.planner = new LaunchPlanner(machine.facts());
        this.rights = new SandboxRights(machine, containers.store());
        this.threads = threads;
        this.told = told;
    }

    /** Runs a program to its end. An interrupt kills it, and so does the death of this process; keys may let go of it. */
    RunResult run(ExecOperation.Exec exec, EventSink events) throws IOException, InterruptedException {
        Running running = containers.requireAwake(ACTION, exec.container());
        return inside(running, () -> run(running, exec, events));
    }

    private interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** A container may end and be removed under all that is done here: whatever is missing then, that is the cause. */
    private <T> T inside(Running running, Work<T> work) throws IOException, InterruptedException {
        try {
            return work.run();
        } catch (IOException | EngineException e) {
            containers.requireNotEnding(ACTION, running);
            throw e;
        }
    }

    private RunResult run(Running running, ExecOperation.Exec exec, EventSink events) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        ExecPlan plan = plan(running, exec.spec(), true, events).detachedBy(exec.detachKeys());
        ExecStore records = records(running);
        String id = ExecStore.newId();
        boolean goesOn = false;
        try (StreamRelay relay = StreamRelay.open(exec.stdio(), machine.processes(), threads);
                RunningSandbox program = launcher.launch(plan, relay.standardStreams())) {
            relay.start();
            Started started = awaitStarted(program, running);
            records.write(record(id, started, exec.spec()));
            told.tellExec(running.container().record(), id, exec.spec().command());
            relay.started(new SandboxControl(running.id(), program, ContainerSignals.stopSignal(running.container().record())));
            Optional<SandboxOutcome> end = new EndOfSandbox(threads).await(program);
            goesOn = end.isEmpty();
            SandboxOutcome outcome = end.orElse(SandboxOutcome.OF_ONE_LET_GO);
            if (goesOn) {
                told.tell("exec_detach", running.container().record(), Map.of("execID", id));
                reapAtItsEnd(program::awaitMonitor);
            } else {
                told.tell("exec_die", running.container().record(),
                        Map.of("execID", id, "exitCode", Integer.toString(outcome.exitCode())));
            }
            program.warnings().forEach(warning -> events.accept(new Event.Warning(warning)));
            StreamRelay.Output output = relay.finish();
            output.requireComplete();
            return result(running, outcome, output, Duration.ofNanos(System.nanoTime() - begun));
        } finally {
            if (!goesOn) {
                records.delete(id);
            }
        }
    }

    private static RunResult result(
            Running running, SandboxOutcome outcome, StreamRelay.Output output, Duration duration) {
        return new RunResult(
                running.id(),
                outcome.exitCode(),
                outcome.signal(),
                outcome.oom(),
                outcome.timedOut(),
                output.out(),
                output.err(),
                output.truncated(),
                duration);
    }

    /** Starts a program that goes on without us, with nothing to read and nowhere to write. */
    String detach(ExecOperation.ExecDetached exec, EventSink events) throws IOException, InterruptedException {
        Running running = containers.requireAwake(ACTION, exec.container());
        return inside(running, () -> detach(running, exec, events));
    }

    private String detach(Running running, ExecOperation.ExecDetached exec, EventSink events) throws IOException {
        ExecPlan plan = plan(running, exec.spec(), false, events);
        String id = ExecStore.newId();
        try (OpenFile in = machine.files().open(NOWHERE, Access.READ);
                OpenFile out = machine.files().open(NOWHERE, Access.WRITE)) {
            RunningSandbox program =
                    launcher.launch(plan, new StandardStreams(in.number(), out.number(), out.number()));
            Started started = awaitStarted(program, running);
            records(running).write(record(id, started, exec.spec()));
            told.tellExec(running.container().record(), id, exec.spec().command());
            reapAtItsEnd(program::close);
        }
        return id;
    }

    /** Its monitor is our child while we live, and must not stay a zombie. No thread of the engine's: nobody waits for it. */
    private static void reapAtItsEnd(Reaping reaping) {
        Thread reaper = new Thread(() -> {
            try {
                reaping.await();
            } catch (IOException alreadyGone) {
                // There is nothing left to do for it.
            }
        }, "exec reaper");
        reaper.setDaemon(true);
        reaper.start();
    }

    private interface Reaping {
        void await() throws IOException;
    }

    private ExecStore records(Running running) {
        return new ExecStore(running.container().paths(), machine.facts().bootId());
    }

    private ExecRecord record(String id, Started started, ExecSpec spec) {
        return new ExecRecord(
                id,
                new ContainerProcess(started.pid(), started.startTicks(), machine.facts().bootId()),
                spec.command(),
                spec.user().orElse(""),
                spec.terminal(),
                Instant.now());
    }

    private ExecPlan plan(Running running, ExecSpec exec, boolean lifeline, EventSink events) throws IOException {
        ContainerRecord record = running.container().record();
        ContainerSpec spec = exec.in(record.spec());
        SandboxJob job = new SandboxJob(
                spec,
                record.image(),
                record.imageId(),
                record.execution(),
                images.under(running.container()),
                Optional.empty());
        SandboxRights.Granted granted = grant(job, running, events);
        ContainerCgroup cgroup = machine.cgroups().find(record.id());
        LaunchRequest request = new LaunchRequest(
                record.id(),
                spec,
                record.execution(),
                running.container().paths(),
                List.of(),
                running.container().paths().upper(),
                running.container().paths().work(),
                granted.account(),
                granted.capabilities(),
                granted.limits(),
                granted.seccomp(),
                new LaunchPlan.Cgroup(cgroup.joinFiles(), cgroup.cloneInto(), Optional.empty(), List.of()),
                record.userIdBase(),
                false,
                lifeline ? Attendance.FOREGROUND : Attendance.DETACHED,
                record.name(),
                false,
                List.of(),
                List.of());
        return planner.planExec(request, running.process().pid(), running.process().startTicks());
    }

    private SandboxRights.Granted grant(SandboxJob job, Running running, EventSink events) throws IOException {
        try {
            return rights.grant(job, running.container().paths(), events);
        } catch (EngineException e) {
            Failure why = e.failure();
            throw new EngineException(
                    new Failure(why.kind(), ACTION, running.name(), why.cause(), why.remedy()), e);
        }
    }

    private Started awaitStarted(RunningSandbox program, Running running) throws IOException {
        try {
            return program.awaitStarted();
        } catch (LaunchException e) {
            program.close();
            throw LaunchFailures.explain(e, ACTION, running.name());
        }
    }
}
