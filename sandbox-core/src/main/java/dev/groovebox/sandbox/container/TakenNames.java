package dev.groovebox.sandbox.container;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.Folders;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Which names containers have: a symbolic link each, so that taking one is a single step. */
final class TakenNames {
    private static final int ATTEMPTS = 20;

    private final EnginePaths paths;

    TakenNames(EnginePaths paths) {
        this.paths = paths;
    }

    /** Whether the owner of a link goes by that name in truth. */
    interface Truth {
        boolean isNamed(String id, String name) throws IOException;
    }

    /**
     * @param wanted absent: one is found
     * @throws EngineException CONFLICT when another container has the name
     */
    String take(Optional<String> wanted, String id, Truth truth) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String name = wanted.isPresent() ? wanted.get() : ContainerNames.random(attempt);
            if (tryToTake(name, id, truth)) {
                return name;
            }
            if (wanted.isPresent()) {
                throw new EngineException(
                        FailureKind.CONFLICT,
                        "cannot name container",
                        name,
                        "container " + shortId(ownerOf(name).orElse("")) + " has that name",
                        "remove it (groovebox rm " + name + ") or choose another name");
            }
        }
        throw new IOException("no free container name was found");
    }

    private boolean tryToTake(String name, String id, Truth truth) throws IOException {
        Path link = paths.containerName(name);
        Folders.ensure(
                link.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Files.createSymbolicLink(link, Path.of(id));
            return true;
        } catch (FileAlreadyExistsException e) {
            Optional<String> owner = ownerOf(name);
            if (owner.isPresent() && truth.isNamed(owner.get(), name)) {
                return false;
            }
            Files.deleteIfExists(link); // its container has gone, or its renaming was killed
            return tryToTake(name, id, truth);
        }
    }

    Optional<String> ownerOf(String name) throws IOException {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readSymbolicLink(paths.containerName(name)).toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void giveBack(String name, String id) throws IOException {
        if (ownerOf(name).filter(id::equals).isPresent()) {
            Files.deleteIfExists(paths.containerName(name));
        }
    }

    /** Of a container whose record can't be read: its name is known from the links alone. */
    void giveBackAll(String id) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(paths.containerNames(), Files::isSymbolicLink)) {
            for (Path link : links) {
                giveBack(link.getFileName().toString(), id);
            }
        } catch (NoSuchFileException e) {
            return; // no container was ever named
        }
    }

    private static String shortId(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }
}
