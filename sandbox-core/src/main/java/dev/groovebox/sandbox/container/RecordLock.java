package dev.groovebox.sandbox.container;

import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Held while a container's record is changed or deleted. It is not the container's own lock, which its monitor holds for
 * life; where both are taken, this one comes second.
 */
record RecordLock(Path file, ObjectLock lock) implements AutoCloseable {
    static RecordLock take(EnginePaths paths, FileCalls calls, String id) throws IOException {
        Path file = path(paths, id);
        return new RecordLock(file, ObjectLock.exclusive(calls, file));
    }

    static boolean isHeld(EnginePaths paths, FileCalls calls, String id) throws IOException {
        return ObjectLock.isHeld(calls, path(paths, id));
    }

    private static Path path(EnginePaths paths, String id) {
        return paths.lock("container-" + id);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            Files.deleteIfExists(file);
        }
    }
}
