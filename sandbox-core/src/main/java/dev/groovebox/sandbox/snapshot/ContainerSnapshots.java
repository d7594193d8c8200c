package dev.groovebox.sandbox.snapshot;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layer.UpperFolderCopy;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.SnapshotSummary;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Takes the files of containers as they are, and goes back to them. */
public final class ContainerSnapshots {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ContainerStore containers;
    private final SnapshotStore store;
    private final StillFiles still;
    private final UpperFolderCopy copies;

    public ContainerSnapshots(EnginePaths paths, FileCalls calls, ContainerStore containers, SnapshotStore store,
            StillFiles still, ExecutorService threads) {
        this.still = still;
        this.copies = new UpperFolderCopy(calls, threads);
        this.paths = paths;
        this.calls = calls;
        this.containers = containers;
        this.store = store;
    }

    public SnapshotSummary take(String word) throws IOException, InterruptedException {
        Container container = containers.require(word);
        try (ObjectLock changing = changing()) {
            return movedOrCopied(container, "take a snapshot of").summary();
        }
    }

    /** Of a container that runs, the upper folder is one of a mount, which the kernel lets be no lower one: a copy is. */
    private Snapshot movedOrCopied(Container container, String action) throws IOException, InterruptedException {
        Optional<ObjectLock> lock = tryLock(container);
        if (lock.isPresent()) {
            try (ObjectLock held = lock.get()) {
                return moved(container);
            }
        }
        try {
            return copied(container);
        } catch (IOException e) {
            throw new EngineException(new Failure(FailureKind.ENGINE, "cannot " + action + " container",
                    container.record().name(), Failure.reasonOf(e), Failure.remedyOf(e)), e);
        }
    }

    private Snapshot moved(Container container) throws IOException {
        Snapshot snapshot = next(container);
        store.ensureUpper(container.paths());
        store.take(container.paths(), snapshot);
        return snapshot;
    }

    private Snapshot copied(Container container) throws IOException, InterruptedException {
        try (StagingArea staging = StagingArea.open(paths, calls)) {
            Path copy = staging.newFolder();
            Snapshot snapshot;
            try (StillFiles.Held held = still.hold(container)) {
                snapshot = next(container);
                copies.copy(container.paths().upper(), copy);
            }
            try (OpenFile folder = calls.open(copy, Access.FOLDER)) {
                calls.syncFilesystem(folder);
            }
            store.add(snapshot, copy);
            return snapshot;
        }
    }

    private Snapshot next(Container container) throws IOException {
        return new Snapshot(
                ContainerStore.newId(), container.record().id(), container.record().imageId(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS), store.stack(container.paths()));
    }

    public List<SnapshotSummary> list(Optional<String> container) throws IOException {
        Optional<String> id = container.isPresent()
                ? Optional.of(containers.require(container.get()).record().id())
                : Optional.empty();
        return store.list().stream()
                .map(Snapshot::summary)
                .filter(snapshot -> id.isEmpty() || id.get().equals(snapshot.container()))
                .toList();
    }

    /** What was written since becomes a snapshot that nobody knows of, and is swept: until then nothing is lost. */
    public void rollBack(String word, String snapshotWord) throws IOException, InterruptedException {
        Container container = containers.require(word);
        try (ObjectLock changing = changing(); ObjectLock held = lock(container, "roll back")) {
            Snapshot target = store.require(snapshotWord);
            if (!target.imageId().equals(container.record().imageId())) {
                throw new EngineException(FailureKind.CONFLICT, "cannot roll back container", word,
                        "the snapshot stands on another image", "fork the container that it was taken of");
            }
            Snapshot discarded = moved(container);
            store.writeStack(container.paths(), target.stack());
            store.discard(discarded);
        }
    }

    /** Files for new containers: nobody can take them away until this is closed. */
    public record Base(List<String> stack, ObjectLock changing) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            changing.close();
        }
    }

    public Base base(Container container) throws IOException, InterruptedException {
        ObjectLock changing = changing();
        try {
            return new Base(movedOrCopied(container, "fork").stack(), changing);
        } catch (IOException | InterruptedException | RuntimeException e) {
            changing.close();
            throw e;
        }
    }

    /** Gives a container that has just been created the files of another. */
    public void stand(String containerId, Base base) throws IOException {
        store.writeStack(paths.container(containerId), base.stack());
    }

    /** Deletes what nobody stands on any more; nothing while somebody takes or uses snapshots. */
    public void sweep() throws IOException {
        if (!store.isEmpty()) {
            Optional<ObjectLock> changing = ObjectLock.tryExclusive(calls, paths.lock("snapshots"));
            if (changing.isPresent()) {
                try (ObjectLock held = changing.get()) {
                    store.sweep(containers.ids());
                }
            }
        }
    }

    private ObjectLock changing() throws IOException {
        return ObjectLock.exclusive(calls, paths.lock("snapshots"));
    }

    /** Empty when it runs, or another command is at it. */
    private Optional<ObjectLock> tryLock(Container container) throws IOException, InterruptedException {
        String id = container.record().id();
        try {
            return containers.isInUse(id) ? Optional.empty() : containers.tryLock(id);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private ObjectLock lock(Container container, String action) throws IOException, InterruptedException {
        return tryLock(container).orElseThrow(() -> new EngineException(
                FailureKind.CONFLICT, "cannot " + action + " container", container.record().name(),
                "it is " + container.state().status().name().toLowerCase(Locale.ROOT),
                "stop it first (groovebox stop " + container.record().name() + "), or fork it"));
    }
}
