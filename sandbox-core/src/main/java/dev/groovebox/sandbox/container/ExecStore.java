package dev.groovebox.sandbox.container;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.AtomicFiles.Durability;
import dev.groovebox.sandbox.storage.ContainerPaths;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs that run beside a container's own, a file each. A record counts only while its process lives; whoever
 * looks deletes those of processes that have ended, which a killed engine left.
 */
public final class ExecStore {
    private final ContainerPaths paths;
    private final String bootId;

    /** @param bootId of this boot */
    public ExecStore(ContainerPaths paths, String bootId) {
        this.paths = paths;
        this.bootId = bootId;
    }

    public static String newId() throws IOException {
        return ContainerId.random();
    }

    /** Nothing is written of one in a container that has been removed meanwhile: it ends with that, which must not come back. */
    public void write(ExecRecord record) throws IOException {
        try {
            if (!Files.exists(paths.execs())) {
                makeFolder();
            }
            AtomicFiles.write(paths.exec(record.id()), record.toJson(), Durability.EPHEMERAL);
        } catch (NoSuchFileException removed) {
            if (Files.exists(paths.config())) {
                throw removed;
            }
        }
    }

    private void makeFolder() throws IOException {
        try {
            Files.createDirectory(paths.execs(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException byAnother) {
            // Two were started at once.
        }
    }

    public void delete(String id) throws IOException {
        Files.deleteIfExists(paths.exec(id));
    }

    /** Those whose process lives. */
    public List<ExecRecord> list() throws IOException {
        List<ExecRecord> living = new ArrayList<>();
        for (Path file : files()) {
            try {
                ExecRecord record = ExecRecord.fromJson(Files.readAllBytes(file));
                if (record.process().lives(bootId)) {
                    living.add(record);
                } else {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException ended) {
                // Between the listing and the reading.
            } catch (JsonException damaged) {
                Files.deleteIfExists(file); // nothing hangs on it: the process ends with the container
            }
        }
        return living;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(paths.execs())) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}
