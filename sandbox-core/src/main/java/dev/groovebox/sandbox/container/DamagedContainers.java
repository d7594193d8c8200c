package dev.groovebox.sandbox.container;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.operation.StoreFinding;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds containers whose files can't be read, and names that lead nowhere; mends what can be mended. */
public final class DamagedContainers {
    private final EnginePaths paths;
    private final ContainerStore store;

    public DamagedContainers(EnginePaths paths, ContainerStore store) {
        this.paths = paths;
        this.store = store;
    }

    public List<StoreFinding> check(boolean repair) throws IOException {
        List<StoreFinding> findings = new ArrayList<>();
        for (String id : store.contents().damaged()) {
            check(id, repair).ifPresent(findings::add);
        }
        for (Path name : names()) {
            checkName(name, repair).ifPresent(findings::add);
        }
        return findings;
    }

    private Optional<StoreFinding> check(String id, boolean repair) throws IOException {
        Optional<ObjectLock> lock;
        try {
            lock = store.tryLock(id);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        if (lock.isEmpty()) {
            return Optional.empty(); // somebody has just begun to use it
        }
        try (ObjectLock held = lock.get()) {
            return Optional.of(check(paths.container(id), id, repair));
        }
    }

    private StoreFinding check(ContainerPaths folder, String id, boolean repair) throws IOException {
        boolean recordIsGood = isRecord(folder.config());
        if (!recordIsGood && !isRecord(folder.configCopy())) {
            return new StoreFinding("container " + id, "its config.json can't be read, and of its copy neither",
                    "its files are in " + folder.upper() + "; groovebox rm " + id.substring(0, 12) + " removes it", false);
        }
        String what = recordIsGood ? "its state.json can't be read" : "its config.json can't be read";
        if (repair) {
            if (!recordIsGood) {
                AtomicFiles.write(folder.config(), Files.readAllBytes(folder.configCopy()));
            }
            if (store.find(id).isEmpty()) {
                Files.deleteIfExists(folder.state());
            }
        }
        return new StoreFinding("container " + id, what,
                !repair ? "a repair mends it" : recordIsGood ? "it counts as never started" : "written again from its copy",
                repair);
    }

    private static boolean isRecord(Path file) throws IOException {
        try {
            ContainerRecord.fromJson(Files.readAllBytes(file));
            return true;
        } catch (NoSuchFileException | JsonException e) {
            return false;
        }
    }

    private Optional<StoreFinding> checkName(Path link, boolean repair) throws IOException {
        String id;
        try {
            id = Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        if (Files.exists(paths.container(id).folder())) {
            return Optional.empty();
        }
        if (repair) {
            Files.deleteIfExists(link);
        }
        return Optional.of(new StoreFinding("container name " + link.getFileName(), "no container has it",
                repair ? "given back" : "a repair gives it back", repair));
    }

    private List<Path> names() throws IOException {
        List<Path> links = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(paths.containerNames())) {
            files.forEach(links::add);
        } catch (NoSuchFileException e) {
            return links; // no container was ever made
        }
        links.removeIf(link -> !Files.isSymbolicLink(link));
        return links;
    }
}
