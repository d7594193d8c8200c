package dev.groovebox.sandbox.snapshot;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.SnapshotSummary;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes the files of containers as they are, and goes back to them. */
public final class ContainerSnapshots {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ContainerStore containers;
    private final SnapshotStore store;

    public ContainerSnapshots(EnginePaths paths, FileCalls calls, ContainerStore containers, SnapshotStore store) {
        this.paths = paths;
        this.calls = calls;
        this.containers = containers;
        this.store = store;
    }

    public SnapshotSummary take(String word) throws IOException {
        Container container = containers.require(word);
        try (ObjectLock changing = changing(); ObjectLock held = lock(container, "take a snapshot of")) {
            return taken(container).summary();
        }
    }

    private Snapshot taken(Container container) throws IOException {
        Snapshot snapshot = new Snapshot(
                ContainerStore.newId(), container.record().id(), container.record().imageId(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS), store.stack(container.paths()));
        store.ensureUpper(container.paths());
        store.take(container.paths(), snapshot);
        return snapshot;
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
    public void rollBack(String word, String snapshotWord) throws IOException {
        Container container = containers.require(word);
        try (ObjectLock changing = changing(); ObjectLock held = lock(container, "roll back")) {
            Snapshot target = store.require(snapshotWord);
            if (!target.imageId().equals(container.record().imageId())) {
                throw new EngineException(FailureKind.CONFLICT, "cannot roll back container", word,
                        "the snapshot stands on another image", "fork the container that it was taken of");
            }
            Snapshot discarded = taken(container);
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

    public Base base(Container container) throws IOException {
        ObjectLock changing = changing();
        try (ObjectLock held = lock(container, "fork")) {
            return new Base(taken(container).stack(), changing);
        } catch (IOException | RuntimeException e) {
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

    private ObjectLock lock(Container container, String action) throws IOException {
        Optional<ObjectLock> lock;
        try {
            lock = containers.tryLock(container.record().id());
        } catch (NoSuchFileException gone) {
            lock = Optional.empty();
        }
        return lock.orElseThrow(() -> new EngineException(
                FailureKind.CONFLICT, "cannot " + action + " container", container.record().name(),
                "it is " + container.state().status().name().toLowerCase(Locale.ROOT),
                "stop it first (groovebox stop " + container.record().name() + "), or commit it"));
    }
}
