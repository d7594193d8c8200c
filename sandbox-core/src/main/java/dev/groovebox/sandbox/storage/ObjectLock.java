package dev.groovebox.sandbox.storage;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock on one object of the engine, among all processes and threads: an open file description lock on a file of its
 * own. It goes when its holder dies. The file may be deleted by whoever holds the lock exclusively.
 */
public final class ObjectLock implements AutoCloseable {
    private static final int CREATION_ATTEMPTS = 100;

    private final OpenFile file;
    /** Until it is closed for the first time: the file may be another's then. */
    private Optional<Passing> passing;

    private ObjectLock(OpenFile file) {
        this(file, Optional.empty());
    }

    private ObjectLock(OpenFile file, Optional<Passing> passing) {
        this.file = file;
        this.passing = passing;
    }

    /** A file that goes with its last holder. */
    private record Passing(FileCalls calls, Path path) {
        /** Whoever waits for it finds the file gone, and makes another. */
        void end(OpenFile file) throws IOException {
            boolean alone;
            try (file) {
                alone = calls.lock(file, true, false);
                if (alone) {
                    Files.deleteIfExists(path);
                }
            }
            if (!alone) {
                endOfLast();
            }
        }

        /** Of two who share it and end at once, each sees the other. */
        private void endOfLast() throws IOException {
            try {
                Optional<ObjectLock> last = tryExisting(calls, path);
                if (last.isPresent()) {
                    try (ObjectLock held = last.get()) {
                        Files.deleteIfExists(path);
                    }
                }
            } catch (NoSuchFileException gone) {
                return; // that other was the last
            }
        }
    }

    /** Waits until nobody else holds the lock. */
    public static ObjectLock exclusive(FileCalls calls, Path path) throws IOException {
        return acquire(calls, path, true, true).orElseThrow();
    }

    /**
     * Like {@link #exclusive}, for what is done once: closing deletes the file, or there would be one for ever of each step of
     * each build. Whoever waits for it sees that, and makes another.
     */
    public static ObjectLock passing(FileCalls calls, Path path) throws IOException {
        return new ObjectLock(exclusive(calls, path).file, Optional.of(new Passing(calls, path)));
    }

    /** The same; empty when another holds the lock. */
    public static Optional<ObjectLock> tryPassing(FileCalls calls, Path path) throws IOException {
        return tryExclusive(calls, path).map(lock -> new ObjectLock(lock.file, Optional.of(new Passing(calls, path))));
    }

    /** Like {@link #shared}; the last of those who hold it deletes the file. */
    public static ObjectLock sharedPassing(FileCalls calls, Path path) throws IOException {
        return new ObjectLock(shared(calls, path).file, Optional.of(new Passing(calls, path)));
    }

    /** Waits until nobody holds the lock exclusively. */
    public static ObjectLock shared(FileCalls calls, Path path) throws IOException {
        return acquire(calls, path, false, true).orElseThrow();
    }

    /** Empty when another holds the lock. */
    public static Optional<ObjectLock> tryExclusive(FileCalls calls, Path path) throws IOException {
        return acquire(calls, path, true, false);
    }

    /** Whether somebody holds the lock exclusively. Makes no file: what is asked about may just have been deleted. */
    public static boolean isHeld(FileCalls calls, Path path) throws IOException {
        try (OpenFile file = calls.open(path, Access.READ)) {
            return !calls.lock(file, false, false);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Like {@link #tryExclusive}, for an object that may be going away, which this must not bring back.
     *
     * @throws NoSuchFileException when it has gone, also while we tried
     */
    public static Optional<ObjectLock> tryExisting(FileCalls calls, Path path) throws IOException {
        OpenFile file = openExisting(calls, path);
        boolean kept = false;
        try {
            if (!calls.lock(file, true, false)) {
                return Optional.empty();
            }
            kept = isStillAt(calls, path, file);
        } finally {
            if (!kept) {
                file.close();
            }
        }
        if (!kept) {
            throw new NoSuchFileException(path.toString());
        }
        return Optional.of(new ObjectLock(file));
    }

    private static OpenFile openExisting(FileCalls calls, Path path) throws IOException {
        try {
            return calls.open(path, Access.WRITE);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                throw new NoSuchFileException(path.toString());
            }
            throw e;
        }
    }

    private static Optional<ObjectLock> acquire(FileCalls calls, Path path, boolean exclusive, boolean wait)
            throws IOException {
        while (true) {
            OpenFile file = openOrCreate(calls, path);
            boolean kept = false;
            try {
                if (!calls.lock(file, exclusive, wait)) {
                    return Optional.empty();
                }
                // Its last holder may have deleted the file while we waited: then the lock excludes nobody.
                kept = isStillAt(calls, path, file);
                if (kept) {
                    return Optional.of(new ObjectLock(file));
                }
            } finally {
                if (!kept) {
                    file.close();
                }
            }
        }
    }

    /** Whoever removes the object removes its folder too, at any moment: also between the two looks that Java takes. */
    private static OpenFile openOrCreate(FileCalls calls, Path path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt > 1) { // it is nearly always there
                    Files.createDirectories(path.getParent());
                }
                return calls.openOrCreate(path, 0600);
            } catch (FileAlreadyExistsException goneAgain) {
                if (attempt == CREATION_ATTEMPTS) {
                    throw goneAgain;
                }
            } catch (KernelException e) {
                // ENOTDIR: a file is in a folder's place, and making the folder tells which.
                boolean folderMissing = e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
                if (!folderMissing || attempt == CREATION_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static boolean isStillAt(FileCalls calls, Path path, OpenFile file) throws IOException {
        FileStatus locked = calls.status(file);
        try (OpenFile present = calls.open(path, Access.PLACE)) {
            FileStatus status = calls.status(present);
            return status.inode() == locked.inode() && status.filesystem() == locked.filesystem();
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** The locked file. A process that inherits it holds the lock too, until both have closed it. */
    public OpenFile file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        Optional<Passing> ending = passing;
        passing = Optional.empty();
        if (ending.isPresent()) {
            ending.get().end(file);
        } else {
            file.close();
        }
    }
}
