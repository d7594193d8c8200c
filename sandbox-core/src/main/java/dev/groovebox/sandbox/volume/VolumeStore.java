package dev.groovebox.sandbox.volume;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
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

    /**
     * All that is there, of one look.
     *
     * @param damaged the names of volumes whose folder is there, and whose record can't be read
     */
    public record Contents(List<Volume> volumes, List<String> damaged) {}

    public Contents contents() throws IOException {
        List<Volume> volumes = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        for (String name : names()) {
            Optional<Volume> volume = find(name);
            volume.ifPresent(volumes::add);
            if (volume.isEmpty() && isDamaged(name)) {
                damaged.add(name);
            }
        }
        return new Contents(volumes, damaged);
    }

    /** Every volume whose record can be read. */
    public List<Volume> list() throws IOException {
        return contents().volumes();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(paths.volumes())) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
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
        if (volume.isEmpty() && isDamaged(name)) {
            throw damaged(name);
        }
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
            if (isDamaged(name)) {
                throw damaged(name);
            }
            Volume volume = new Volume(name, Instant.now(), Map.copyOf(labels), owner, false);
            // Whole or not at all: a folder without its record would be nobody's.
            try (StagingArea staging = StagingArea.open(paths, calls)) {
                Path folder = staging.newFolder();
                makeData(folder.resolve(paths.volumeData(name).getFileName()));
                AtomicFiles.write(folder.resolve(paths.volumeConfig(name).getFileName()), volume.toJson());
                Files.createDirectories(paths.volumes());
                Files.move(folder, paths.volume(name), StandardCopyOption.ATOMIC_MOVE);
            }
            tell("create", name);
            return volume;
        }
    }

    private static EngineException damaged(String name) {
        return new EngineException(
                FailureKind.ENGINE, "cannot use volume", name, "its volume.json can't be read",
                "'groovebox system check --repair' writes it again, 'groovebox volume rm " + name + "' removes the volume");
    }

    /** Looks at the record first and last: one that is deleted meanwhile had it, and one that is made meanwhile has it. */
    public boolean isDamaged(String name) throws IOException {
        return VolumeName.isName(name) && find(name).isEmpty() && Files.isDirectory(paths.volume(name)) && find(name).isEmpty();
    }

    /**
     * Writes the record of a damaged volume again: what can't be known of it is as for one that was just given its name.
     * The caller holds the volume's lock.
     */
    void repair(String name) throws IOException {
        AtomicFiles.write(paths.volumeConfig(name), new Volume(name, Instant.now(), Map.of(), "", false).toJson());
        settle(name);
        if (!Files.exists(paths.volumeData(name))) {
            makeData(paths.volumeData(name));
        }
    }

    private static void makeData(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /**
     * Ends what a killed command had begun: a whole copy that waits is the content from now on, and what an image has for
     * the volume comes into it. The caller holds the volume's lock.
     */
    public void settle(String name) throws IOException {
        if (Files.isDirectory(paths.volumeRestored(name), LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isDirectory(paths.volumeData(name), LinkOption.NOFOLLOW_LINKS)) {
                new FolderTree(calls).delete(paths.volumeData(name));
            }
            Files.move(paths.volumeRestored(name), paths.volumeData(name), StandardCopyOption.ATOMIC_MOVE);
        }
        if (Files.isDirectory(paths.volumeFilling(name), LinkOption.NOFOLLOW_LINKS)) {
            Optional<Volume> volume = find(name);
            if (volume.isPresent() && !volume.get().filled()) {
                fill(volume.get());
            }
            new FolderTree(calls).delete(paths.volumeFilling(name));
        }
    }

    /** One by one into the folder that is there, since containers may have it mounted; what they have made stays. */
    private void fill(Volume volume) throws IOException {
        try (OpenFile from = calls.open(paths.volumeFilling(volume.name()), Access.FOLDER);
                OpenFile to = calls.open(paths.volumeData(volume.name()), Access.FOLDER)) {
            FileStatus status = calls.status(from);
            calls.changeOwner(to, status.uid(), status.gid());
            calls.changePermissions(to, status.permissions());
            for (BytePath entry : calls.list(from)) {
                if (calls.find(to, entry).isEmpty()) {
                    calls.rename(from, entry, to, entry);
                }
            }
            if (!calls.list(to).isEmpty()) {
                markFilled(volume);
            }
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

    /** Answers whether it was there and was deleted: the condition is asked under the lock that whoever uses the volume takes first. */
    public boolean delete(String name, Condition condition) throws IOException {
        StagingArea removed;
        try (ObjectLock lock = lock(name)) {
            if (!condition.holds()) {
                return false;
            }
            if (!Files.exists(paths.volume(name))) {
                Files.deleteIfExists(paths.lock("volume-" + name));
                return false;
            }
            // Out of sight in one step: one that is half deleted could be neither used nor removed.
            removed = StagingArea.of(paths.volume(name), paths, calls);
            Files.deleteIfExists(paths.lock("volume-" + name));
            tell("destroy", name);
        }
        removed.close();
        return true;
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
