package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.Attendance;
import dev.groovebox.sandbox.launch.Launcher;
import dev.groovebox.sandbox.launch.RunningSandbox;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Starts containers that go on without us: their monitor alone looks after them. */
final class DetachedStarts {
    /** A monitor that has recorded the end lets go of the lock a moment later. */
    private static final int LOCK_TRIES = 1000;

    private static final int TRY_MILLIS = 5;

    private final Machine machine;
    private final ContainerStore store;
    private final ImageOperations images;
    private final SandboxPreparation preparation;
    private final Launcher launcher;
    private final ContainerEvents told;
    private final Map<String, RunningSandbox> scoped = new ConcurrentHashMap<>();

    DetachedStarts(
            Machine machine,
            ContainerStore store,
            ImageOperations images,
            SandboxPreparation preparation,
            Launcher launcher,
            ContainerEvents told) {
        this.machine = machine;
        this.store = store;
        this.images = images;
        this.preparation = preparation;
        this.launcher = launcher;
        this.told = told;
    }

    /** Starts a container unless it runs; answers its id. */
    String start(String name, EventSink events) throws IOException, InterruptedException {
        for (int tries = 0; tries < LOCK_TRIES; tries++) {
            Container container = store.require(name);
            if (container.state().status().isActive()) {
                return container.record().id();
            }
            Optional<ObjectLock> lock = tryLock(container.record().id());
            if (lock.isPresent()) {
                try (ObjectLock held = lock.get()) {
                    if (store.recordLost(container)) {
                        told.tellLost(container.record());
                    }
                    // The kernel takes a network namespace away some time after its last process.
                    preparation.releaseNetwork(container.record().id());
                    store.keepNoLonger(container.record());
                    launch(container.record(), container.paths(), held, events);
                    return container.record().id();
                }
            }
            Thread.sleep(TRY_MILLIS);
        }
        throw new EngineException(
                FailureKind.BUSY, "cannot start container", name, "another command has it in hand", "try again");
    }

    /** Empty also when it goes meanwhile: the next look says so. */
    private Optional<ObjectLock> tryLock(String id) throws IOException {
        try {
            return store.tryLock(id);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** The caller holds the container's lock, which its monitor inherits. When it fails, no process or group is left. */
    void launch(ContainerRecord record, ContainerPaths paths, ObjectLock lock, EventSink events)
            throws IOException, InterruptedException {
        launch(record, paths, lock, Attendance.DETACHED, events).close();
    }

    /** Like {@link #launch}, but the container ends when this engine is closed, or its process killed. */
    void launchScoped(ContainerRecord record, ContainerPaths paths, ObjectLock lock, EventSink events)
            throws IOException, InterruptedException {
        scoped.put(record.id(), launch(record, paths, lock, Attendance.SCOPED, events));
    }

    /** Lets the scoped container end, if that is one. */
    void endScope(String id) throws IOException {
        RunningSandbox sandbox = scoped.remove(id);
        if (sandbox != null) {
            sandbox.close();
        }
    }

    /** Lets every scoped container end. */
    void close() throws IOException {
        for (String id : List.copyOf(scoped.keySet())) {
            endScope(id);
        }
    }

    private RunningSandbox launch(
            ContainerRecord record, ContainerPaths paths, ObjectLock lock, Attendance attendance, EventSink events)
            throws IOException, InterruptedException {
        SandboxJob job;
        try (ObjectLock held = images.hold()) {
            job = new SandboxJob(
                    record.spec(), record.image(), record.imageId(), record.execution(), images.mountable(record, paths), Optional.empty());
        }
        SandboxPreparation.Prepared prepared =
                preparation.prepare(new SandboxPreparation.Launch(record, paths, job, attendance), events);
        RunningSandbox sandbox = null;
        boolean started = false;
        try {
            sandbox = launcher.launch(
                    prepared.plan(),
                    new Launcher.StandardStreams(0, 1, 2),
                    lock.file().number(),
                    prepared.network().descriptor());
            prepared.awaitStarted(sandbox, job);
            started = true;
            sandbox.warnings().forEach(warning -> events.accept(new Event.Warning(warning)));
            return sandbox;
        } finally {
            if (!started) {
                if (sandbox != null) {
                    sandbox.close();
                }
                ForcedEnd.andRemoval(prepared.cgroup(), machine.processes());
                preparation.releaseNetwork(record.id());
            }
            prepared.network().close();
        }
    }
}
