package dev.groovebox.sandbox.snapshot;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Upper folders that have become lower ones. A container's stack names those that it stands on, above its image. A
 * snapshot is first recorded and named by the stack, and then, in one rename, gets its files: whoever is killed in
 * between leaves a name without files, which counts for nothing.
 */
public final class SnapshotStore {
    private final EnginePaths paths;
    private final FileCalls calls;

    public SnapshotStore(EnginePaths paths, FileCalls calls) {
        this.paths = paths;
        this.calls = calls;
    }

    /** What lies between a container's own upper folder and its image's layers, topmost first. */
    public List<Path> layers(ContainerPaths container) throws IOException {
        List<Path> layers = new ArrayList<>();
        for (String id : stack(container)) {
            layers.add(0, paths.snapshotTree(id));
        }
        return layers;
    }

    /**
     * What a container has written, topmost first. Makes nothing: of one whose own folder a killed snapshot has just taken
     * away, all of it is in snapshots.
     */
    public List<Path> written(ContainerPaths container) throws IOException {
        List<Path> folders = layers(container);
        if (folders.isEmpty() || Files.isDirectory(container.upper())) {
            folders.add(0, container.upper());
        }
        return folders;
    }

    /** Lowest first; only those that have their files. */
    List<String> stack(ContainerPaths container) throws IOException {
        try {
            List<String> named = Json.readObject(Files.readAllBytes(container.stack())).texts("snapshots");
            return named.stream().filter(id -> Files.isDirectory(paths.snapshotTree(id))).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JsonException e) {
            throw new EngineException(FailureKind.ENGINE, "cannot read", container.stack().toString(),
                    "it is damaged: " + e.getMessage(), "remove the container");
        }
    }

    void writeStack(ContainerPaths container, List<String> snapshots) throws IOException {
        AtomicFiles.write(container.stack(), Json.write(JsonObject.builder().putTexts("snapshots", snapshots).build()));
    }

    /** The caller holds the container's lock. */
    void take(ContainerPaths container, Snapshot snapshot) throws IOException {
        Files.createDirectories(paths.snapshot(snapshot.id()));
        AtomicFiles.write(paths.snapshotRecord(snapshot.id()), snapshot.toJson());
        writeStack(container, snapshot.stack());
        Files.move(container.upper(), paths.snapshotTree(snapshot.id()), StandardCopyOption.ATOMIC_MOVE);
        ensureUpper(container);
    }

    /** One whose files are here already, in a folder of the staging area; no stack names it. */
    void add(Snapshot snapshot, Path tree) throws IOException {
        Files.createDirectories(paths.snapshot(snapshot.id()));
        AtomicFiles.write(paths.snapshotRecord(snapshot.id()), snapshot.toJson());
        Files.move(tree, paths.snapshotTree(snapshot.id()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A new upper folder for one that was taken away; what a container sees as its root stays as it was. */
    public void ensureUpper(ContainerPaths container) throws IOException {
        if (Files.isDirectory(container.upper())) {
            return;
        }
        List<Path> below = layers(container);
        Files.createDirectory(container.upper());
        try (OpenFile folder = calls.open(container.folder(), Access.FOLDER)) {
            BytePath upper = BytePath.of(container.upper().getFileName());
            calls.changePermissions(folder, upper, 0755);
            if (!below.isEmpty()) {
                try (OpenFile old = calls.open(below.get(0), Access.FOLDER)) {
                    FileStatus status = calls.status(old);
                    calls.changeOwner(folder, upper, status.uid(), status.gid());
                    calls.changePermissions(folder, upper, status.permissions());
                }
            }
        }
    }

    boolean isEmpty() {
        return !Files.isDirectory(paths.snapshots());
    }

    /** Deletes one that no stack names. */
    void discard(Snapshot snapshot) throws IOException {
        try (StagingArea staging = StagingArea.open(paths, calls)) {
            Files.move(paths.snapshot(snapshot.id()), staging.newPath(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Oldest first. */
    List<Snapshot> list() throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        for (String id : ids()) {
            try {
                Snapshot snapshot = Snapshot.fromJson(Files.readAllBytes(paths.snapshotRecord(id)));
                if (Files.isDirectory(paths.snapshotTree(id))) {
                    snapshots.add(snapshot);
                }
            } catch (NoSuchFileException | JsonException e) {
                continue; // half made, or damaged: it can't be gone back to, and whoever stands on it still can
            }
        }
        snapshots.sort(Comparator.comparing(Snapshot::created));
        return snapshots;
    }

    Snapshot require(String word) throws IOException {
        List<Snapshot> found = list().stream().filter(snapshot -> !word.isEmpty() && snapshot.id().startsWith(word)).toList();
        if (found.size() != 1) {
            throw new EngineException(
                    found.isEmpty() ? FailureKind.NOT_FOUND : FailureKind.CONFLICT, "cannot find snapshot", word,
                    found.isEmpty() ? "no such snapshot" : found.size() + " ids begin so", "'groovebox snapshots' lists them");
        }
        return found.get(0);
    }

    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        if (!Files.isDirectory(paths.snapshots())) {
            return ids;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(paths.snapshots())) {
            folders.forEach(folder -> ids.add(folder.getFileName().toString()));
        }
        return ids;
    }

    /**
     * Deletes snapshots whose container has gone and that no container stands on. The caller sees to it that no
     * snapshot is taken or used for a new container meanwhile.
     *
     * @param containers the ids of all that there are
     */
    void sweep(List<String> containers) throws IOException {
        List<String> ids = ids();
        if (ids.isEmpty()) {
            return;
        }
        Set<String> wanted = new HashSet<>();
        for (String container : containers) {
            wanted.addAll(stack(paths.container(container)));
        }
        for (Snapshot snapshot : list()) {
            if (containers.contains(snapshot.container())) {
                wanted.addAll(snapshot.stack());
            }
        }
        List<String> unwanted = ids.stream().filter(id -> !wanted.contains(id)).toList();
        if (!unwanted.isEmpty()) {
            try (StagingArea staging = StagingArea.open(paths, calls)) {
                for (String id : unwanted) {
                    Files.move(paths.snapshot(id), staging.newPath(), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }
}
