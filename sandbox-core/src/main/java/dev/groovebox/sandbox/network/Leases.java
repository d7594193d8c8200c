package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Things of one kind that containers take for as long as they live: a folder of symbolic links, named after the thing,
 * whose text is the container's id. A link is made in one step or not at all, and tells by itself whom it belongs to; it
 * counts as long as that container's lock is held. So nothing that a killed process leaves stays taken.
 */
final class Leases {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final Path folder;

    Leases(EnginePaths paths, FileCalls calls, Path folder) {
        this.paths = paths;
        this.calls = calls;
        this.folder = folder;
    }

    /** Takes the thing, also from a container that is dead; answers who has it when that one lives. */
    Optional<String> take(String thing, String container) throws IOException {
        Path link = folder.resolve(thing);
        while (true) {
            try {
                Files.createSymbolicLink(link, Path.of(container));
                return Optional.empty();
            } catch (NoSuchFileException noFolder) {
                Files.createDirectories(folder);
            } catch (FileAlreadyExistsException taken) {
                Optional<String> holder = holder(thing);
                if (holder.isPresent() && !holder.get().equals(container) && isAlive(holder.get())) {
                    return holder;
                }
                Files.deleteIfExists(link);
            }
        }
    }

    void giveBack(String thing, String container) throws IOException {
        if (holder(thing).filter(container::equals).isPresent()) {
            Files.deleteIfExists(folder.resolve(thing));
        }
    }

    void giveBackAll(String container) throws IOException {
        for (Map.Entry<String, String> lease : all().entrySet()) {
            giveBack(lease.getKey(), container);
        }
    }

    private Optional<String> holder(String thing) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(folder.resolve(thing)).toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean isAlive(String container) throws IOException {
        return ObjectLock.isHeld(calls, paths.container(container).lock());
    }

    /** All that is written down, whether its container lives or not: the thing, and the container's id. */
    Map<String, String> all() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        try (Stream<Path> links = Files.list(folder)) {
            for (Path link : links.sorted().toList()) {
                String thing = link.getFileName().toString();
                holder(thing).ifPresent(container -> all.put(thing, container));
            }
        } catch (NoSuchFileException none) {
            return Map.of();
        }
        return all;
    }

    /** Those of containers that live. Deletes the others. */
    Map<String, String> alive() throws IOException {
        Map<String, String> alive = new LinkedHashMap<>();
        for (Map.Entry<String, String> lease : all().entrySet()) {
            if (isAlive(lease.getValue())) {
                alive.put(lease.getKey(), lease.getValue());
            } else {
                giveBack(lease.getKey(), lease.getValue());
            }
        }
        return alive;
    }
}
