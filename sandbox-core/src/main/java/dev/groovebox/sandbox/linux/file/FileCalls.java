package dev.groovebox.sandbox.linux.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's calls on files that Java lacks. All are relative to an open folder, so that nothing that changes
 * meanwhile can lead elsewhere; a {@code name} is one component and never followed when it is a symbolic link.
 * Each throws {@link dev.groovebox.sandbox.linux.KernelException} when the kernel refuses.
 */
public interface FileCalls {
    /** How to open; the kernel's flags differ between processors, so these are ours. */
    enum Access {
        /** A folder for listing, and as the base of other calls. */
        FOLDER,
        READ,
        /** Reading that neither blocks on a FIFO nor gives a device its terminal. */
        READ_CAREFULLY,
        WRITE,
        /** Only a place, of any type of file, not its content. */
        PLACE
    }

    /** A path of this machine that we trust, such as one of the engine's own; links in it are followed. */
    OpenFile open(Path path, Access access) throws IOException;

    /** Opens or creates a file of this machine for reading and writing. */
    OpenFile openOrCreate(Path path, int permissions) throws IOException;

    /**
     * Opens a path below a folder through no symbolic link and not above it: openat2(2) with RESOLVE_BENEATH,
     * RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS.
     */
    OpenFile openBeneath(OpenFile root, BytePath path, Access access) throws IOException;

    /** Like {@link #openBeneath}, but through symbolic links that stay below the folder too. */
    OpenFile openWithin(OpenFile root, BytePath path, Access access) throws IOException;

    /**
     * Opens a path as a process would whose root is that folder: links are followed, and whatever they say they stay
     * inside (RESOLVE_IN_ROOT); those of /proc that lead elsewhere are refused.
     */
    OpenFile openInRoot(OpenFile root, BytePath path, Access access) throws IOException;

    /** Creates a new regular file for writing. */
    OpenFile create(OpenFile folder, BytePath name, int permissions) throws IOException;

    void makeFolder(OpenFile folder, BytePath name, int permissions) throws IOException;

    /** @param type FIFO, SOCKET or a device */
    void makeNode(OpenFile folder, BytePath name, FileType type, int permissions, int major, int minor)
            throws IOException;

    void makeLink(OpenFile folder, BytePath name, BytePath target) throws IOException;

    void makeHardLink(OpenFile fromFolder, BytePath from, OpenFile folder, BytePath name) throws IOException;

    void removeFile(OpenFile folder, BytePath name) throws IOException;

    /** Answers false, and leaves it, when it is a folder. */
    boolean removeUnlessFolder(OpenFile folder, BytePath name) throws IOException;

    void removeFolder(OpenFile folder, BytePath name) throws IOException;

    void rename(OpenFile fromFolder, BytePath from, OpenFile toFolder, BytePath to) throws IOException;

    BytePath readLink(OpenFile folder, BytePath name) throws IOException;

    /** Names in the folder without "." and "..", in no order. */
    List<BytePath> list(OpenFile folder) throws IOException;

    FileStatus status(OpenFile file) throws IOException;

    FileStatus status(OpenFile folder, BytePath name) throws IOException;

    /** Absent when there is no such name. */
    Optional<FileStatus> find(OpenFile folder, BytePath name) throws IOException;

    /** Also clears set-user-id bits, as the kernel does: set the permissions after it. */
    void changeOwner(OpenFile folder, BytePath name, long uid, long gid) throws IOException;

    /** Of an open file, whatever has its name by now. */
    void changeOwner(OpenFile file, long uid, long gid) throws IOException;

    void changePermissions(OpenFile file, int permissions) throws IOException;

    void changeTimes(OpenFile file, Instant accessed, Instant modified) throws IOException;

    /** Not for symbolic links, whose mode Linux ignores. */
    void changePermissions(OpenFile folder, BytePath name, int permissions) throws IOException;

    void changeTimes(OpenFile folder, BytePath name, Instant accessed, Instant modified) throws IOException;

    List<BytePath> attributes(OpenFile folder, BytePath name) throws IOException;

    /** Of an open file, whatever has its name by now. */
    List<BytePath> attributes(OpenFile file) throws IOException;

    /** Of an open file; absent when it has no such attribute. */
    Optional<byte[]> attribute(OpenFile file, BytePath attribute) throws IOException;

    /** Absent when the file has no such attribute. */
    Optional<byte[]> attribute(OpenFile folder, BytePath name, BytePath attribute) throws IOException;

    void setAttribute(OpenFile folder, BytePath name, BytePath attribute, byte[] value) throws IOException;

    /** Answers how many bytes, -1 at the end. */
    int read(OpenFile file, byte[] buffer, int length) throws IOException;

    /** Writes all of it. */
    void write(OpenFile file, byte[] buffer, int length) throws IOException;

    /** Moves the place where the next write goes. */
    void skip(OpenFile file, long bytes) throws IOException;

    /** Where a file has data, and not a hole. */
    record DataRange(long start, long end) {}

    /** The next data at this place or behind it, where the next read then begins; empty when but a hole follows: lseek(2). */
    Optional<DataRange> nextData(OpenFile file, long from) throws IOException;

    /** Cuts it, or lets it end in a hole: ftruncate(2). */
    void changeSize(OpenFile file, long size) throws IOException;

    void sync(OpenFile file) throws IOException;

    /** Waits until all that was written to the filesystem of this file is on the disk: syncfs(2). */
    void syncFilesystem(OpenFile file) throws IOException;

    /**
     * Asks the filesystem to put the folders made in this one far from each other: chattr(1), attribute T of ext2 to
     * ext4. A hint, which others do not know.
     */
    void spreadFolders(OpenFile folder);

    /**
     * An open file description lock (fcntl(2), F_OFD_SETLK): it belongs to the open file, not to the process, so that
     * threads exclude each other too and closing another descriptor of the file does not drop it.
     *
     * @return false when another holds it and {@code wait} is false
     */
    boolean lock(OpenFile file, boolean exclusive, boolean wait) throws IOException;
}
