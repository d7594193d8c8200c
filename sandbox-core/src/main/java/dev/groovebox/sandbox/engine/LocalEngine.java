package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.distribution.Distribution;
import dev.groovebox.sandbox.distribution.RegistryAccess;
import dev.groovebox.sandbox.distribution.RemoteImages;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.launch.Launcher;
import dev.groovebox.sandbox.network.ContainerNetworks;
import dev.groovebox.sandbox.linux.jna.JnaMountCalls;
import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.CopyOperation;
import dev.groovebox.sandbox.operation.ExecOperation;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.NetworkOperation;
import dev.groovebox.sandbox.operation.ObservationOperation;
import dev.groovebox.sandbox.operation.Operation;
import dev.groovebox.sandbox.operation.RegistryOperation;
import dev.groovebox.sandbox.operation.SnapshotOperation;
import dev.groovebox.sandbox.operation.SystemOperation;
import dev.groovebox.sandbox.operation.VolumeOperation;
import dev.groovebox.sandbox.snapshot.ContainerSnapshots;
import dev.groovebox.sandbox.snapshot.SnapshotStore;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.EventLog;
import dev.groovebox.sandbox.volume.DamagedVolumes;
import dev.groovebox.sandbox.volume.VolumeStore;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The engine on this machine, in this process: there is no daemon behind it. */
public final class LocalEngine implements Engine {
    private static final int CLOSE_SECONDS = 10;

    private final Machine machine;
    private final EventLog log;
    private final Launcher launcher;
    private final ExecutorService threads;
    private final DiscardedFolders discarded;
    private final DetachedStarts starts;
    private final ContainerOperations containers;
    private final ExecOperations execs;
    private final ObservationOperations observations;
    private final CopyOperations copies;
    private final ImageOperations images;
    private final ArchiveOperations archives;
    private final SystemOperations system;
    private final SnapshotOperations snapshots;
    private final RegistryOperations registries;
    private final NetworkOperations networkOperations;
    private final VolumeOperations volumeOperations;

    private LocalEngine(EnginePaths paths, Machine machine, RegistryAccess access) {
        this.machine = machine;
        this.log = new EventLog(paths);
        ContainerEvents told = new ContainerEvents(log);
        this.launcher = new Launcher(machine.processes());
        this.threads = Executors.newCachedThreadPool(LocalEngine::daemonThread);
        this.discarded = new DiscardedFolders(paths, machine.files(), threads);
        ContainerStore store = new ContainerStore(paths, machine.files(), machine::isFrozen);
        ImageStore imageStore = new ImageStore(paths, machine.files());
        ContainerNetworks networks = ContainerNetworks.of(paths, machine.files(), machine.network(), store, log);
        VolumeStore volumes = new VolumeStore(paths, machine.files(), log);
        VolumeMounts volumeMounts = new VolumeMounts(machine, store, volumes,
                new VolumeFilling(paths, machine.files(), volumes, new JnaMountCalls(machine.files()), threads));
        OwnVolumes ownVolumes = new OwnVolumes(volumes, store);
        SandboxPreparation preparation = new SandboxPreparation(paths, machine, store, networks, volumeMounts, told);
        Sandboxes sandboxes = new Sandboxes(machine, store, launcher, preparation, ownVolumes, discarded, threads, told);
        Distribution distribution = new Distribution(paths, machine.files(), imageStore, access);
        this.images = new ImageOperations(
                paths, machine, imageStore, store, sandboxes, new PulledOnDemand(distribution), threads);
        this.starts = new DetachedStarts(machine, store, images, preparation, launcher, told);
        this.containers = new ContainerOperations(machine, store, networks, ownVolumes, images, sandboxes, starts, told);
        RunningContainers running = new RunningContainers(machine, store);
        this.execs = new ExecOperations(machine, store, new Execs(machine, running, images, launcher, threads, told));
        this.observations = new ObservationOperations(paths, machine, running, images);
        this.copies = new CopyOperations(
                paths, machine, store, images, volumeMounts, new JnaMountCalls(machine.files()), threads);
        this.snapshots = new SnapshotOperations(store, containers, new ContainerSnapshots(
                paths, machine.files(), store, new SnapshotStore(paths, machine.files()),
                container -> HeldProcesses.of(container, machine.cgroups(), machine.files())::close, threads));
        this.archives = new ArchiveOperations(paths, machine, imageStore, store, threads);
        this.registries = new RegistryOperations(
                distribution, new RemoteImages(paths, access),
                new TransportedImages(paths, machine.files(), imageStore, distribution));
        this.volumeOperations = new VolumeOperations(paths, machine, volumes, store, threads);
        this.system = new SystemOperations(paths, machine, store, imageStore, images.care(), volumeOperations, new DamagedVolumes(volumes));
        this.networkOperations = new NetworkOperations(paths, machine, store, networks.changes());
    }

    private static Thread daemonThread(Runnable work) {
        Thread thread = new Thread(work, "engine");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens the engine over a root folder, and clears away what killed processes have left in it.
     *
     * @throws EngineException when this machine or user can't run sandboxes
     */
    public static Engine open(EnginePaths paths) {
        return open(paths, RegistryAccess.ofProcess());
    }

    /** @param access how registries are reached */
    public static Engine open(EnginePaths paths, RegistryAccess access) {
        try {
            Machine machine = Machine.ofThis(paths);
            new Reaper(paths, machine).reap();
            LocalEngine engine = new LocalEngine(paths, machine, access);
            engine.images.care().sweepAfterKill();
            engine.snapshots.sweep();
            return engine;
        } catch (IOException e) {
            throw failure("cannot open the engine", paths.root().toString(), e);
        }
    }

    @Override
    public <R> R perform(Operation<R> operation, EventSink events) {
        try {
            @SuppressWarnings("unchecked") // each operation's handler answers what the operation's type says
            R result = (R) dispatchOrSweep(operation, events);
            log.write(ImageEvents.of(operation, result));
            return result;
        } catch (IOException e) {
            throw failure("cannot " + words(operation), "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(FailureKind.CANCELLED, "cancelled", "", "the operation was interrupted", "");
        }
    }

    /** What a failed command has added goes at once: the disk may be full of it. */
    private Object dispatchOrSweep(Operation<?> operation, EventSink events) throws IOException, InterruptedException {
        try {
            return dispatch(operation, events);
        } catch (IOException | RuntimeException failure) {
            try {
                images.care().sweepAfterKill();
            } catch (IOException | RuntimeException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    private Object dispatch(Operation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof ContainerOperation<?> asked) {
            return containers.perform(asked, events);
        }
        if (operation instanceof ExecOperation<?> asked) {
            return execs.perform(asked, events);
        }
        if (operation instanceof ObservationOperation<?> asked) {
            return observations.perform(asked, events);
        }
        if (operation instanceof CopyOperation<?> asked) {
            return copies.perform(asked, events);
        }
        if (operation instanceof SnapshotOperation<?> asked) {
            return snapshots.perform(asked, events);
        }
        if (operation instanceof ImageOperation<?> asked) {
            return images.perform(asked, events);
        }
        if (operation instanceof RegistryOperation<?> asked) {
            return registries.perform(asked, events);
        }
        if (operation instanceof ArchiveOperation<?> asked) {
            return archives.perform(asked, events);
        }
        if (operation instanceof VolumeOperation<?> asked) {
            return volumeOperations.perform(asked, events);
        }
        if (operation instanceof NetworkOperation<?> asked) {
            return networkOperations.perform(asked);
        }
        return system.perform((SystemOperation<?>) operation);
    }

    private static String words(Operation<?> operation) {
        return operation.getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
    }

    private static EngineException failure(String action, String object, IOException cause) {
        return new EngineException(
                new Failure(FailureKind.ENGINE, action, object, Failure.reasonOf(cause), Failure.remedyOf(cause)), cause);
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            starts.close();
            // Deletions that are under way; whatever takes longer is left to the next engine that is opened.
            if (threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                discarded.close();
            }
            launcher.close();
            machine.cgroups().removeEmptyParents();
            networkOperations.close();
            log.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw failure("cannot close the engine", "", e);
        }
    }
}
