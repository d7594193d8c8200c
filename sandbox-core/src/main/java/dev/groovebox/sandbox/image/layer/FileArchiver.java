package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarType;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileCalls.DataRange;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.FileType;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Adds files of this machine to a tar, each with all that it is; of several names of one file the later are hard links. */
final class FileArchiver {
    private final FileCalls calls;
    private final TarWriter tar;
    private final Optional<Instant> timestamp;
    private final boolean live;
    private final LayerAttributes attributes;
    private final Map<FileId, BytePath> hardLinks = new HashMap<>();
    private final byte[] buffer = new byte[1 << 16];
    private long size;

    private record FileId(long filesystem, long inode) {}

    /** @param timestamp given to every file */
    static FileArchiver ofStillFiles(FileCalls calls, TarWriter tar, Optional<Instant> timestamp) {
        return new FileArchiver(calls, tar, timestamp, false);
    }

    /**
     * For files that programs may be writing: of one that grows or shrinks, as many bytes as it had at first (a shorter one
     * is filled with zeros, as GNU tar does); one that is deleted or replaced before it is open is left out.
     */
    static FileArchiver ofLiveFiles(FileCalls calls, TarWriter tar) {
        return new FileArchiver(calls, tar, Optional.empty(), true);
    }

    private FileArchiver(FileCalls calls, TarWriter tar, Optional<Instant> timestamp, boolean live) {
        this.calls = calls;
        this.tar = tar;
        this.timestamp = timestamp;
        this.live = live;
        this.attributes = new LayerAttributes(calls);
    }

    LayerAttributes attributes() {
        return attributes;
    }

    /** The bytes of all regular files. */
    long size() {
        return size;
    }

    /** The folder alone, without what is in it. */
    void addFolder(OpenFile parent, BytePath name, BytePath path, FileStatus status) throws IOException {
        tar.begin(entry(parent, name, path, status, TarType.FOLDER, BytePath.ROOT, 0));
    }

    /** Anything but a folder. */
    void add(OpenFile folder, BytePath name, BytePath path, FileStatus status) throws IOException {
        if (status.type() == FileType.SOCKET) {
            return; // it is of the process that bound it, and tar has no type for it
        }
        BytePath first = status.links() > 1 ? hardLinks.get(idOf(status)) : null;
        if (first != null) {
            tar.begin(entry(folder, name, path, status, TarType.HARD_LINK, first, 0));
            return;
        }
        try {
            addContent(folder, name, path, status);
            hardLinks.put(idOf(status), path);
        } catch (KernelException e) {
            refuseUnlessReplaced(e);
        }
    }

    /** Before an entry is begun, the calls fail so when the file is not there any more, or another is in its place. */
    void refuseUnlessReplaced(KernelException e) throws KernelException {
        int errno = e.errno();
        boolean replaced = errno == Errno.ENOENT || errno == Errno.ENOTDIR || errno == Errno.ELOOP;
        if (!live || !replaced) {
            throw e;
        }
    }

    private void addContent(OpenFile folder, BytePath name, BytePath path, FileStatus status) throws IOException {
        switch (status.type()) {
            case REGULAR -> addRegular(folder, name, path);
            case LINK -> tar.begin(
                    entry(folder, name, path, status, TarType.LINK, calls.readLink(folder, name), 0));
            case CHARACTER_DEVICE -> tar.begin(
                    entry(folder, name, path, status, TarType.CHARACTER_DEVICE, BytePath.ROOT, 0));
            case BLOCK_DEVICE -> tar.begin(
                    entry(folder, name, path, status, TarType.BLOCK_DEVICE, BytePath.ROOT, 0));
            case FIFO -> tar.begin(entry(folder, name, path, status, TarType.FIFO, BytePath.ROOT, 0));
            default -> throw new IllegalStateException(status.type() + " is no such file");
        }
    }

    /** Opened before its entry is begun: an entry is a promise of content. */
    private void addRegular(OpenFile folder, BytePath name, BytePath path) throws IOException {
        try (OpenFile file = calls.openBeneath(folder, name, Access.READ_CAREFULLY)) {
            FileStatus status = calls.status(file);
            if (!status.isRegular()) {
                throw new KernelException("open", path.toString(), Errno.ENOENT);
            }
            tar.begin(entry(folder, name, path, status, TarType.FILE, BytePath.ROOT, status.size()));
            boolean holes = status.diskBytes() < status.size();
            copyContent(file, status.size(), holes);
            size += status.size();
        }
    }

    /**
     * Holes are not read, and are zeros in the archive: a layer with GNU tar's sparse files is not what the image-spec allows
     * (layer.md), and not what every reader of layers takes.
     */
    private void copyContent(OpenFile file, long size, boolean holes) throws IOException {
        long at = 0;
        Optional<DataRange> data = Optional.of(new DataRange(0, size));
        while (at < size && data.isPresent()) {
            data = holes ? calls.nextData(file, at) : data;
            long start = Math.min(size, data.map(DataRange::start).orElse(size));
            long end = Math.min(size, data.map(DataRange::end).orElse(size));
            tar.zeroContent(start - at);
            at = end;
            if (!copyData(file, end - start)) {
                return;
            }
        }
    }

    /** Answers whether there was as much; what a program has cut off meanwhile is zeros, or the writer complains. */
    private boolean copyData(OpenFile file, long size) throws IOException {
        long left = size;
        int count = 1;
        while (left > 0 && count > 0) {
            count = calls.read(file, buffer, (int) Math.min(left, buffer.length));
            tar.content(buffer, Math.max(0, count));
            left -= Math.max(0, count);
        }
        if (left > 0 && live) {
            tar.zeroContent(left);
        }
        return left == 0 || live;
    }

    private TarEntry entry(OpenFile folder, BytePath name, BytePath path, FileStatus status, TarType type,
            BytePath link, long contentSize) throws IOException {
        boolean device = type == TarType.CHARACTER_DEVICE || type == TarType.BLOCK_DEVICE;
        return new TarEntry(
                path,
                type,
                status.permissions(),
                status.uid(),
                status.gid(),
                contentSize,
                timeOf(status),
                link,
                device ? status.deviceMajor() : 0,
                device ? status.deviceMinor() : 0,
                type == TarType.HARD_LINK ? Map.of() : attributes.kept(folder, name));
    }

    Instant timeOf(FileStatus status) {
        return timestamp.orElse(status.modified());
    }

    private static FileId idOf(FileStatus status) {
        return new FileId(status.filesystem(), status.inode());
    }
}
