package dev.groovebox.sandbox.storage;

import dev.groovebox.sandbox.linux.file.FileCalls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a process makes things before it renames them to their place. Each area carries a lock that its owner holds
 * for life: a free lock means that the owner is dead, and whoever comes next deletes the area.
 */
public final class StagingArea implements AutoCloseable {
    private static final String LOCK_SUFFIX = ".lock";

    private final Path folder;
    private final Path lockFile;
    private final ObjectLock lock;
    private final FolderTree trees;
    private int made;

    private StagingArea(Path folder, Path lockFile, ObjectLock lock, FolderTree trees) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
        this.trees = trees;
    }

    public static StagingArea open(EnginePaths paths, FileCalls calls) throws IOException {
        StagingArea area = locked(paths, calls);
        Files.createDirectory(area.folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return area;
    }

    /**
     * An area that a folder becomes, which so goes out of sight in one step: closing the area deletes it. No folder is
     * made for it, since the disk may be full.
     */
    public static StagingArea of(Path present, EnginePaths paths, FileCalls calls) throws IOException {
        StagingArea area = locked(paths, calls);
        try {
            Files.move(present, area.folder, StandardCopyOption.ATOMIC_MOVE);
            return area;
        } catch (IOException | RuntimeException failure) {
            area.close();
            throw failure;
        }
    }

    /** The lock is there before the folder, so that no folder is ever seen without an owner. */
    private static StagingArea locked(EnginePaths paths, FileCalls calls) throws IOException {
        String name = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path lockFile = paths.temporary().resolve(name + LOCK_SUFFIX);
        Folders.ensureSpread(calls, paths.temporary());
        return new StagingArea(paths.temporary().resolve(name), lockFile, ObjectLock.exclusive(calls, lockFile), new FolderTree(calls));
    }

    /** Deletes the areas of dead owners; answers how many. */
    public static int reap(EnginePaths paths, FileCalls calls) throws IOException {
        int reaped = 0;
        for (Path lockFile : lockFiles(paths)) {
            Optional<ObjectLock> lock = ObjectLock.tryExclusive(calls, lockFile);
            if (lock.isPresent()) {
                String file = lockFile.getFileName().toString();
                String name = file.substring(0, file.length() - LOCK_SUFFIX.length());
                new StagingArea(paths.temporary().resolve(name), lockFile, lock.get(), new FolderTree(calls)).close();
                reaped++;
            }
        }
        return reaped;
    }

    private static List<Path> lockFiles(EnginePaths paths) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(paths.temporary())) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(paths.temporary(), "*" + LOCK_SUFFIX)) {
                found.forEach(files::add);
            }
        }
        return files;
    }

    /** A path in the area that nothing is at yet. */
    public synchronized Path newPath() {
        return folder.resolve(Integer.toString(made++));
    }

    /** An empty folder, open to its owner alone until its maker says otherwise. */
    public Path newFolder() throws IOException {
        return Files.createDirectory(newPath());
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            trees.delete(folder);
            Files.deleteIfExists(lockFile);
        }
    }
}
