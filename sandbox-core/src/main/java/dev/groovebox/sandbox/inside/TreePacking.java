package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarType;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Packs files whose owner may change them meanwhile: no link is followed, and each file is judged when it is open. */
final class TreePacking {
    /** Each level keeps a descriptor open; a program can nest folders without end. */
    private static final int MOST_DEPTH = 512;

    private final FileCalls calls;
    private final TarWriter tar;
    private final Consumer<String> skipped;
    private final CopiedAttributes attributes;
    private final byte[] buffer = new byte[1 << 16];
    /** Of files with more than one name, the first of them in the archive. */
    private final Map<FileIdentity, BytePath> packed = new HashMap<>();
    private long count;

    private record FileIdentity(long filesystem, long inode) {}

    /** @param skipped hears of files that have no place in an archive: sockets and devices */
    TreePacking(FileCalls calls, TarWriter tar, Consumer<String> skipped) {
        this.calls = calls;
        this.tar = tar;
        this.skipped = skipped;
        this.attributes = new CopiedAttributes(calls);
    }

    long count() {
        return count;
    }

    /** @param as its path in the archive */
    void pack(OpenFile folder, BytePath name, BytePath as) throws IOException {
        pack(folder, name, as, 0);
    }

    /** An open folder and all in it; with the empty path only what is in it. */
    void packFolder(OpenFile folder, BytePath as) throws IOException {
        packFolder(folder, as, 0);
    }

    private void pack(OpenFile folder, BytePath name, BytePath as, int depth) throws IOException {
        FileStatus status = calls.status(folder, name);
        switch (status.type()) {
            case FOLDER -> {
                try (OpenFile inner = calls.openBeneath(folder, name, Access.FOLDER)) {
                    packFolder(inner, as, depth);
                }
            }
            case REGULAR -> {
                try (OpenFile file = calls.openBeneath(folder, name, Access.READ_CAREFULLY)) {
                    packFile(file, as);
                }
            }
            case LINK -> begin(as, status, TarType.LINK, calls.readLink(folder, name), 0, Map.of());
            case FIFO -> begin(as, status, TarType.FIFO, BytePath.ROOT, 0, Map.of());
            default -> skipped.accept("'" + as + "' is a " + (status.type().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')) + ", and is left out");
        }
    }

    private void packFolder(OpenFile folder, BytePath as, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException("folders nested deeper than " + MOST_DEPTH + " at '" + as + "'");
        }
        if (!as.isEmpty()) {
            begin(as, calls.status(folder), TarType.FOLDER, BytePath.ROOT, 0, attributes.of(folder));
        }
        List<BytePath> names = calls.list(folder).stream().sorted().toList();
        for (BytePath name : names) {
            pack(folder, name, as.child(name), depth + 1);
        }
    }

    /** Its size is what it was when it was begun: a file that grows is cut, one that shrinks is an error. */
    void packFile(OpenFile file, BytePath as) throws IOException {
        FileStatus status = calls.status(file);
        if (!status.isRegular()) {
            throw new IOException("'" + as + "' was replaced while it was read");
        }
        if (status.links() > 1) {
            BytePath first = packed.putIfAbsent(new FileIdentity(status.filesystem(), status.inode()), as);
            if (first != null) {
                begin(as, status, TarType.HARD_LINK, first, 0, Map.of());
                return;
            }
        }
        begin(as, status, TarType.FILE, BytePath.ROOT, status.size(), attributes.of(file));
        for (long left = status.size(); left > 0; ) {
            int got = calls.read(file, buffer, (int) Math.min(buffer.length, left));
            if (got <= 0) {
                throw new IOException("'" + as + "' became shorter while it was read");
            }
            tar.content(buffer, got);
            left -= got;
        }
    }

    private void begin(
            BytePath as, FileStatus status, TarType type, BytePath link, long size, Map<BytePath, byte[]> extended)
            throws IOException {
        tar.begin(new TarEntry(
                as, type, status.permissions(), status.uid(), status.gid(), size, status.modified(), link, 0, 0, extended));
        count++;
    }
}
