package dev.groovebox.sandbox.storage;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What files take on the disk, as du(1) counts it: blocks, folders too, and a file of many names once for each instance
 * of this class. Files that go while it counts are left out.
 */
public final class DiskUsage {
    /** Each level keeps a descriptor open. What a program nests deeper is not counted. */
    private static final int MOST_DEPTH = 800;

    private final FileCalls calls;
    private final Set<FileId> seen = new HashSet<>();

    private record FileId(long filesystem, long inode) {}

    public DiskUsage(FileCalls calls) {
        this.calls = calls;
    }

    /** Bytes of the file, or of the folder and all in it; 0 when there is none. */
    public long of(Path path) throws IOException {
        try (OpenFile parent = calls.open(path.getParent(), Access.FOLDER)) {
            return of(parent, BytePath.of(path.getFileName()), 0);
        } catch (KernelException e) {
            return ifGone(e);
        }
    }

    /** Bytes of one file or folder by itself. */
    public long alone(Path path) throws IOException {
        try (OpenFile parent = calls.open(path.getParent(), Access.FOLDER)) {
            return calls.find(parent, BytePath.of(path.getFileName())).map(this::counted).orElse(0L);
        } catch (KernelException e) {
            return ifGone(e);
        }
    }

    private long of(OpenFile parent, BytePath name, int depth) throws IOException {
        Optional<FileStatus> status = calls.find(parent, name);
        if (status.isEmpty()) {
            return 0;
        }
        long bytes = counted(status.get());
        if (!status.get().isFolder() || depth == MOST_DEPTH) {
            return bytes;
        }
        try (OpenFile folder = calls.openBeneath(parent, name, Access.FOLDER)) {
            for (BytePath child : calls.list(folder)) {
                bytes += of(folder, child, depth + 1);
            }
            return bytes;
        } catch (KernelException e) {
            return bytes + ifGone(e);
        }
    }

    private long counted(FileStatus status) {
        boolean first = status.isFolder() || status.links() == 1 || seen.add(new FileId(status.filesystem(), status.inode()));
        return first ? status.diskBytes() : 0;
    }

    private static long ifGone(KernelException failure) throws KernelException {
        if (failure.errno() == Errno.ENOENT || failure.errno() == Errno.ENOTDIR) {
            return 0;
        }
        throw failure;
    }
}
