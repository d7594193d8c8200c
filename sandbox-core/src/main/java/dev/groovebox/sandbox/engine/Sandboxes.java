package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.ContainerStore.Created;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.launch.Attendance;
import dev.groovebox.sandbox.launch.Launcher;
import dev.groovebox.sandbox.launch.RunningSandbox;
import dev.groovebox.sandbox.launch.SandboxOutcome;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.MountSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Runs sandboxes in the foreground, from the record on disk to the last file deleted. */
final class Sandboxes {
    private final Machine machine;
    private final ContainerStore containers;
    private final Launcher launcher;
    private final SandboxPreparation preparation;
    private final OwnVolumes ownVolumes;
    private final DiscardedFolders discarded;
    private final ExecutorService threads;
    private final ContainerEvents told;

    Sandboxes(
            Machine machine,
            ContainerStore containers,
            Launcher launcher,
            SandboxPreparation preparation,
            OwnVolumes ownVolumes,
            DiscardedFolders discarded,
            ExecutorService threads,
            ContainerEvents told) {
        this.machine = machine;
        this.containers = containers;
        this.launcher = launcher;
        this.preparation = preparation;
        this.ownVolumes = ownVolumes;
        this.discarded = discarded;
        this.threads = threads;
        this.told = told;
    }

    /**
     * @param output what was captured
     * @param goesOn its restart policy starts it again, without us
     */
    record Ended(String container, SandboxOutcome outcome, StreamRelay.Output output, Duration duration, boolean goesOn) {}

    /** The mounts of other containers that the spec asks for. */
    List<MountSpec> inherited(ContainerSpec spec) throws IOException {
        return preparation.inherited(spec);
    }

    /** Writes the job's container down; from then on it stands on its image. */
    Created create(SandboxJob job, List<MountSpec> inherited) throws IOException {
        return preparation.create(job, inherited);
    }

    /**
     * Runs a created container to its end, and closes it. An interrupt kills it. Whatever happens, no process, control
     * group or mount is left, but of one whose restart policy starts it again; the container's folder is deleted when its
     * spec says so.
     */
    Ended run(Created created, SandboxJob job, Stdio stdio, EventSink events)
            throws IOException, InterruptedException {
        try (created) {
            boolean ran = false;
            try {
                Ended ended = runIn(created, job, stdio, events);
                ran = true;
                ended.output().requireComplete();
                return ended;
            } finally {
                if (job.spec().remove() || !ran) {
                    if (job.writable().isEmpty()) {
                        ownVolumes.remove(created.record());
                    }
                    discarded.discardContainer(containers, created.record());
                    if (job.writable().isEmpty()) {
                        told.tell("destroy", created.record());
                    }
                }
            }
        }
    }

    private Ended runIn(Created created, SandboxJob job, Stdio stdio, EventSink events)
            throws IOException, InterruptedException {
        SandboxPreparation.Prepared prepared = preparation.prepare(
                new SandboxPreparation.Launch(created.record(), created.paths(), job, Attendance.FOREGROUND), events);
        boolean removedByMonitor = false;
        boolean goesOn = false;
        try {
            Ended ended = launch(created, job, prepared, stdio, events);
            removedByMonitor = true;
            goesOn = ended.goesOn();
            return ended;
        } finally {
            if (!removedByMonitor) {
                ForcedEnd.andRemoval(prepared.cgroup(), machine.processes());
            }
            prepared.network().close();
            if (!goesOn) {
                preparation.releaseNetwork(created.record().id());
            }
        }
    }

    private Ended launch(Created created, SandboxJob job, SandboxPreparation.Prepared prepared, Stdio stdio,
            EventSink events) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (StreamRelay relay = StreamRelay.open(stdio, machine.processes(), threads);
                RunningSandbox sandbox = launcher.launch(
                        prepared.plan(),
                        relay.standardStreams(),
                        created.lock().file().number(),
                        prepared.network().descriptor())) {
            relay.start();
            prepared.awaitStarted(sandbox, job);
            relay.started(new SandboxControl(created.record().id(), sandbox, ContainerSignals.stopSignal(created.record())));
            SandboxOutcome outcome = new EndOfSandbox(threads).await(sandbox).orElseThrow(); // no keys let go of it
            sandbox.warnings().forEach(warning -> events.accept(new Event.Warning(warning)));
            return new Ended(
                    created.record().id(), outcome, relay.finish(), Duration.ofNanos(System.nanoTime() - begun), sandbox.isLetGo());
        }
    }
}
