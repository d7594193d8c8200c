package dev.groovebox.sandbox.volume;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.SystemEvent;
import dev.groovebox.sandbox.spec.VolumeName;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.EventLog;
import dev.groovebox.sandbox.storage.FolderTree;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The volumes of one engine, a folder each. Readers take no lock. */
public final class VolumeStore {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final EventLog log;

    public VolumeStore(EnginePaths paths, FileCalls calls, EventLog log) {
        this.paths = paths;
        this.calls = calls;
        this.log = log;
    }

    public List<Volume> list() throws IOException {
        List<Volume> volumes = new ArrayList<>();
        try (Stream<Path> folders = Files.list(paths.volumes())) {
            for (Path folder : folders.sorted().toList()) {
                find(folder.getFileName().toString()).ifPresent(volumes::add);
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        return volumes;
    }

    public Optional<Volume> find(String name) throws IOException {
        if (!VolumeName.isName(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Volume.fromJson(Files.readAllBytes(paths.volumeConfig(name))));
        } catch (NoSuchFileException | NotDirectoryException | JsonException e) {
            return Optional.empty();
        }
    }

    public Volume require(String name) throws IOException {
        Optional<Volume> volume = find(name);
        List<String> names = volume.isPresent() ? List.of() : list().stream().map(Volume::name).toList();
        return volume.orElseThrow(() -> new EngineException(
                FailureKind.NOT_FOUND, "cannot find volume", name, "no such volume",
                NearestWord.to(name, names).map(near -> "did you mean '" + near + "'?").orElse("'groovebox volume ls' lists them")));
    }

    /** Answers the one that is there when there is one, as docker does. */
    public Volume create(String name, Map<String, String> labels, String owner) throws IOException {
        VolumeName.require(name);
        try (ObjectLock lock = lock(name)) {
            Optional<Volume> present = find(name);
            if (present.isPresent()) {
                settle(name);
                return present.get();
            }
            Volume volume = new Volume(name, Instant.now(), Map.copyOf(labels), owner, false);
            // Whole or not at all: a folder without its record would be nobody's.
            try (StagingArea staging = StagingArea.open(paths, calls)) {
                Path folder = staging.newFolder();
                Path data = Files.createDirectory(folder.resolve(paths.volumeData(name).getFileName()));
                Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
                AtomicFiles.write(folder.resolve(paths.volumeConfig(name).getFileName()), volume.toJson());
                Files.createDirectories(paths.volumes());
                Files.move(folder, paths.volume(name), StandardCopyOption.ATOMIC_MOVE);
            }
            tell("create", name);
            return volume;
        }
    }

    /**
     * Ends what a killed restore had begun: a whole copy that waits is the content from now on. The caller holds the
     * volume's lock.
     */
    public void settle(String name) throws IOException {
        if (Files.isDirectory(paths.volumeRestored(name), LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isDirectory(paths.volumeData(name), LinkOption.NOFOLLOW_LINKS)) {
                new FolderTree(calls).delete(paths.volumeData(name));
            }
            Files.move(paths.volumeRestored(name), paths.volumeData(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The names of the copies that are kept of a volume, in their order. */
    public List<String> snapshots(String name) throws IOException {
        try (Stream<Path> folders = Files.list(paths.volumeSnapshots(name))) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /** The caller holds the volume's lock. */
    public void markFilled(Volume volume) throws IOException {
        AtomicFiles.write(paths.volumeConfig(volume.name()), volume.whenFilled().toJson());
    }

    public void delete(String name) throws IOException {
        delete(name, () -> true);
    }

    /** What must hold when nobody can begin to use a volume any more. */
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** Answers whether it was deleted: the condition is asked under the lock that whoever uses the volume takes first. */
    public boolean delete(String name, Condition condition) throws IOException {
        try (ObjectLock lock = lock(name)) {
            if (!condition.holds()) {
                return false;
            }
            new FolderTree(calls).delete(paths.volume(name));
            Files.deleteIfExists(paths.lock("volume-" + name));
            tell("destroy", name);
            return true;
        }
    }

    private void tell(String action, String name) {
        log.write(SystemEvent.now("volume", action, name, Map.of("driver", "local")));
    }

    public ObjectLock lock(String name) throws IOException {
        return ObjectLock.exclusive(calls, paths.lock("volume-" + name));
    }

    public Path folder(String name) {
        return paths.volume(name);
    }

    public Path data(String name) {
        return paths.volumeData(name);
    }
}
