package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.storage.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the digests of files between builds, so that what has not changed is not read again. A file is known by
 * its filesystem, inode, size and both times; the time of the last change is the kernel's alone to set.
 */
final class ContentDigests {
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    /** The kernel's clock for files ticks so coarsely that two changes may carry one time. */
    private static final long SETTLED_MILLIS = 50;

    private final Path file;
    private final Map<Key, byte[]> known = new HashMap<>();
    private final Map<Key, byte[]> seen = new HashMap<>();
    private boolean changed;

    private record Key(long filesystem, long inode, long size, long modified, long changed) {
        static Key of(FileStatus status) {
            return new Key(status.filesystem(), status.inode(), status.size(), nanos(status.modified()), nanos(status.changed()));
        }

        private static long nanos(Instant time) {
            return time.getEpochSecond() * 1_000_000_000 + time.getNano();
        }
    }

    private ContentDigests(Path file) {
        this.file = file;
    }

    /** @param file where they are kept; what isn't readable there counts for nothing */
    static ContentDigests read(Path file) throws IOException {
        ContentDigests digests = new ContentDigests(file);
        try {
            digests.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return digests;
        }
        return digests;
    }

    /** Knows and keeps nothing. */
    static ContentDigests none() {
        return new ContentDigests(Path.of("/dev/null"));
    }

    private void parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int entry = 5 * Long.BYTES + DIGEST_BYTES;
        if (in.remaining() < Integer.BYTES || in.getInt() != VERSION || in.remaining() % entry != 0) {
            return;
        }
        while (in.hasRemaining()) {
            Key key = new Key(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
            byte[] digest = new byte[DIGEST_BYTES];
            in.get(digest);
            known.put(key, digest);
        }
    }

    /** Whether what is known of a file in one state is known of it in the other. */
    static boolean isSame(FileStatus one, FileStatus other) {
        return Key.of(one).equals(Key.of(other));
    }

    /** In hexadecimal. */
    Optional<String> of(FileStatus status) {
        Key key = Key.of(status);
        byte[] digest = known.get(key);
        if (digest != null) {
            seen.put(key, digest);
        }
        return Optional.ofNullable(digest).map(HexFormat.of()::formatHex);
    }

    /** @param status of the open file, before it was read */
    void put(FileStatus status, byte[] digest) {
        if (System.currentTimeMillis() - status.changed().toEpochMilli() > SETTLED_MILLIS) {
            seen.put(Key.of(status), digest);
            changed = true;
        }
    }

    /** Keeps what this build has looked at, and no more. */
    void save() throws IOException {
        if (!changed && seen.size() == known.size()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            for (Map.Entry<Key, byte[]> entry : seen.entrySet()) {
                Key key = entry.getKey();
                out.writeLong(key.filesystem());
                out.writeLong(key.inode());
                out.writeLong(key.size());
                out.writeLong(key.modified());
                out.writeLong(key.changed());
                out.write(entry.getValue());
            }
        }
        Files.createDirectories(file.getParent());
        AtomicFiles.write(file, bytes.toByteArray(), AtomicFiles.Durability.EPHEMERAL);
    }
}
