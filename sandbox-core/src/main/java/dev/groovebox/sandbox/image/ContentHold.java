package dev.groovebox.sandbox.image;

import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The content held by a command that changes what of it is needed. A mark on the disk tells of it: when the command is
 * killed or fails, its mark stays without a holder, and whoever opens the engine next sweeps what nobody needs.
 */
public final class ContentHold implements AutoCloseable {
    private final FileCalls calls;
    private final ObjectLock lock;
    private final Path mark;
    private boolean done;

    private ContentHold(FileCalls calls, ObjectLock lock, Path mark) {
        this.calls = calls;
        this.lock = lock;
        this.mark = mark;
    }

    /** @param lock shared; closed with this */
    static ContentHold of(EnginePaths paths, FileCalls calls, ObjectLock lock) throws IOException {
        try {
            Files.createDirectories(paths.sweepMarks());
            Path mark = paths.sweepMarks().resolve(Long.toHexString(ThreadLocalRandom.current().nextLong()));
            return new ContentHold(calls, lock, Files.createFile(mark));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Marks that are there now. Whoever has the content alone knows that their makers are dead. */
    static List<Path> marks(EnginePaths paths) throws IOException {
        List<Path> marks = new ArrayList<>();
        if (!Files.isDirectory(paths.sweepMarks())) {
            return marks; // nothing was ever added or removed
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(paths.sweepMarks())) {
            files.forEach(marks::add);
        } catch (NoSuchFileException e) {
            return marks; // nothing was ever added or removed
        }
        return marks;
    }

    /** Whether nobody else holds the content; then nobody can begin to, until this is closed. */
    boolean tryToBeAlone() throws IOException {
        return calls.lock(lock.file(), true, false);
    }

    /** All that was added is of an image, and all that was to go has gone. Without this word, the next command sweeps. */
    public void done() {
        done = true;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (done) {
                Files.deleteIfExists(mark);
            }
        }
    }
}
