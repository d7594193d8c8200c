package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerState;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.ContainerStore.Created;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.network.ContainerNetwork;
import dev.groovebox.sandbox.network.ContainerNetworks;
import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.ContainerSummary.MountPoint;
import dev.groovebox.sandbox.operation.EnsuredContainer;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.storage.DiskUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** What the engine does to containers. */
final class ContainerOperations {
    private final Machine machine;
    private final ContainerStore store;
    private final OwnVolumes volumes;
    private final ImageOperations images;
    private final Sandboxes sandboxes;
    private final DetachedStarts starts;
    private final ContainerSignals signals;
    private final ContainerRemoval removal;
    private final ContainerWaits waits;
    private final ContainerChanges changes;
    private final ContainerEvents told;

    ContainerOperations(
            Machine machine,
            ContainerStore store,
            ContainerNetworks networks,
            OwnVolumes volumes,
            ImageOperations images,
            Sandboxes sandboxes,
            DetachedStarts starts,
            ContainerEvents told) {
        this.machine = machine;
        this.store = store;
        this.volumes = volumes;
        this.images = images;
        this.sandboxes = sandboxes;
        this.starts = starts;
        this.told = told;
        this.signals = new ContainerSignals(machine, store, told);
        this.removal = new ContainerRemoval(machine, store, networks, volumes, told);
        this.waits = new ContainerWaits(machine, store, removal);
        this.changes = new ContainerChanges(machine, store, networks, told);
    }

    Object perform(ContainerOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof ContainerOperation.RunContainer run) {
            return run(run, events);
        }
        if (operation instanceof ContainerOperation.CreateContainer create) {
            try (Created created = createAndHold(create, events)) {
                store.keepUntilStarted(created.record());
                return created.record().id();
            }
        }
        if (operation instanceof ContainerOperation.RunDetached run) {
            return runDetached(run.spec(), run.replace(), starts::launch, events);
        }
        if (operation instanceof ContainerOperation.RunScoped run) {
            return runDetached(run.spec(), run.replace(), starts::launchScoped, events);
        }
        if (operation instanceof ContainerOperation.BootContainers) {
            return new BootedContainers(store, starts).boot(events);
        }
        if (operation instanceof ContainerOperation.EnsureContainer ensure) {
            return ensure(ensure.spec(), events);
        }
        if (operation instanceof ContainerOperation.ListContainers list) {
            return list(list, events);
        }
        if (operation instanceof ContainerOperation.FindContainer find) {
            return find(find.container());
        }
        if (operation instanceof ContainerOperation.RemoveContainer remove) {
            starts.endScope(remove.container());
            return removal.remove(remove, events);
        }
        if (operation instanceof ContainerOperation.PruneContainers prune) {
            return new ContainerPruning(store, removal, new DiskUsage(machine.files())).prune(prune, events);
        }
        return performOnExisting(operation, events);
    }

    private Object performOnExisting(ContainerOperation<?> operation, EventSink events)
            throws IOException, InterruptedException {
        if (operation instanceof ContainerOperation.StartContainer start) {
            return starts.start(start.container(), events);
        }
        if (operation instanceof ContainerOperation.StopContainer stop) {
            signals.stop(stop.container(), stop.timeout(), stop.signal(), events);
            return stop.container();
        }
        if (operation instanceof ContainerOperation.RestartContainer restart) {
            signals.stop(restart.container(), restart.timeout(), restart.signal(), events);
            starts.start(restart.container(), events);
            told.tell("restart", store.require(restart.container()).record());
            return restart.container();
        }
        if (operation instanceof ContainerOperation.KillContainer kill) {
            signals.kill(kill.container(), kill.signal());
            return kill.container();
        }
        if (operation instanceof ContainerOperation.PauseContainer pause) {
            signals.pause(pause.container());
            return pause.container();
        }
        if (operation instanceof ContainerOperation.UnpauseContainer unpause) {
            signals.unpause(unpause.container());
            return unpause.container();
        }
        if (operation instanceof ContainerOperation.RenameContainer rename) {
            return changes.rename(rename.container(), rename.name());
        }
        if (operation instanceof ContainerOperation.UpdateContainer update) {
            return changes.update(update);
        }
        if (operation instanceof ContainerOperation.AwaitPort wait) {
            waits.awaitPort(wait.container(), wait.port(), wait.timeout());
            return wait.container();
        }
        ContainerOperation.WaitContainer wait = (ContainerOperation.WaitContainer) operation;
        return waits.await(wait.container(), wait.condition(), wait.timeout());
    }

    private RunResult run(ContainerOperation.RunContainer run, EventSink events) throws IOException, InterruptedException {
        SandboxJob job;
        Created created;
        // Between finding the image and writing the container down, nobody may remove its layers.
        try (ObjectLock held = images.hold()) {
            job = job(run.spec(), events);
            created = create(job, run.replace());
        }
        Sandboxes.Ended ended = sandboxes.run(created, job, run.stdio(), events);
        return new RunResult(
                ended.container(),
                ended.outcome().exitCode(),
                ended.outcome().signal(),
                ended.outcome().oom(),
                ended.outcome().timedOut(),
                ended.output().out(),
                ended.output().err(),
                ended.output().truncated(),
                ended.duration());
    }

    private Created createAndHold(ContainerOperation.CreateContainer create, EventSink events) throws IOException, InterruptedException {
        try (ObjectLock held = images.hold()) {
            return create(job(create.spec(), events), create.replace());
        }
    }

    private interface Start {
        void launch(ContainerRecord record, ContainerPaths paths, ObjectLock lock, EventSink events)
                throws IOException, InterruptedException;
    }

    private String runDetached(ContainerSpec spec, boolean replace, Start start, EventSink events)
            throws IOException, InterruptedException {
        Created created;
        try (ObjectLock held = images.hold()) {
            created = create(job(spec, events), replace);
        }
        try (created) {
            boolean started = false;
            try {
                start.launch(created.record(), created.paths(), created.lock(), events);
                started = true;
                return created.record().id();
            } finally {
                if (!started) {
                    volumes.remove(created.record());
                    store.delete(created.record().id());
                    told.tell("destroy", created.record());
                }
            }
        }
    }

    private EnsuredContainer ensure(ContainerSpec spec, EventSink events) throws IOException, InterruptedException {
        String name = spec.name().orElseThrow(() -> new EngineException(
                FailureKind.INVALID, "cannot ensure container", spec.image(), "it has no name to be found by", "name it"));
        Optional<Container> present = store.findNamed(name);
        EnsuredContainers.Decision decision =
                new EnsuredContainers(present, spec, job(spec, events).imageId()).decide();
        String id = switch (decision.done()) {
            case REUSED -> present.orElseThrow().record().id();
            case STARTED -> starts.start(present.orElseThrow().record().id(), events);
            case CREATED, RECREATED -> runDetached(spec, true, starts::launch, events);
        };
        return new EnsuredContainer(id, decision.done(), decision.reason());
    }

    private Created create(SandboxJob job, boolean replace) throws IOException, InterruptedException {
        List<MountSpec> inherited = sandboxes.inherited(job.spec()); // perhaps of the one that is replaced
        if (replace && job.spec().name().isPresent()) {
            removal.replace(job.spec().name().get());
        }
        Created created = sandboxes.create(job, inherited);
        told.tell("create", created.record());
        return created;
    }

    private SandboxJob job(ContainerSpec spec, EventSink events) throws IOException, InterruptedException {
        RunnableImages.RunnableImage image = images.runnable(spec.image(), spec.platform(), events);
        return new SandboxJob(
                spec,
                spec.image(),
                image.image().id().toString(),
                image.image().config().execution(),
                image.layers(),
                Optional.empty());
    }

    private List<ContainerSummary> list(ContainerOperation.ListContainers list, EventSink events) throws IOException {
        ContainerStore.Contents contents = store.contents();
        if (list.all()) {
            contents.damaged().forEach(id -> events.accept(new Event.Warning("container " + id
                    + " is damaged: its record can't be read; 'groovebox rm " + id.substring(0, 12) + "' removes it")));
        }
        return contents.containers().stream()
                .filter(container -> list.all() || container.state().status().isActive())
                .sorted((a, b) -> b.record().created().compareTo(a.record().created()))
                .map(ContainerOperations::summary)
                .toList();
    }

    private Optional<ContainerSummary> find(String name) throws IOException {
        try {
            return Optional.of(summary(store.require(name)));
        } catch (EngineException e) {
            if (e.failure().kind() == FailureKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static ContainerSummary summary(Container container) {
        ContainerRecord record = container.record();
        ContainerState state = container.state();
        ContainerNetwork network = state.status().hasProcess() ? network(container) : ContainerNetwork.NONE;
        return new ContainerSummary(
                record.id(),
                record.name(),
                record.image(),
                record.imageId(),
                record.command(),
                record.created(),
                state.status(),
                state.started(),
                state.finished(),
                state.exitCode(),
                state.pid(),
                state.health(),
                record.labels(),
                network.ports(),
                network.unpublished(record.spec().ports().exposedWith(record.execution().exposedPorts())),
                record.spec().network().networks().stream().map(NetworkSpec.Attachment::network).toList(),
                mounts(record));
    }

    private static ContainerNetwork network(Container container) {
        try {
            return ContainerNetworks.read(container.paths());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<MountPoint> mounts(ContainerRecord record) {
        return VolumeMounts.all(record).stream().map(mount -> new MountPoint(source(mount), mount.target())).toList();
    }

    private static String source(MountSpec mount) {
        if (mount instanceof MountSpec.Volume volume) {
            return volume.name();
        }
        return mount instanceof MountSpec.Bind bind ? bind.source().toString() : mount.target();
    }
}
