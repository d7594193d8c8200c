package dev.groovebox.sandbox.image.tar;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes tar in the pax format: a ustar header, and before it a pax header with whatever does not fit. The same
 * entries give the same bytes.
 */
public final class TarWriter implements AutoCloseable {
    static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    /** The most that seven octal digits can say: ids and device numbers. */
    private static final long MOST_SHORT = 07777777L;
    /** The most that eleven octal digits can say: sizes and times. */
    private static final long MOST_LONG = 077777777777L;

    private static final byte[] ZEROS = new byte[1 << 16];

    private final OutputStream out;
    private long contentLeft;
    private int padding;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Begins an entry; for a regular file exactly {@code size} bytes of content must follow. */
    public void begin(TarEntry entry) throws IOException {
        finishContent();
        Map<String, String> records = recordsOf(entry);
        if (!records.isEmpty()) {
            byte[] body = PaxRecords.write(records);
            BytePath name = BytePath.of("PaxHeaders.0").child(entry.path().name());
            writeHeader(name, 'x', 0644, 0, 0, body.length, Instant.EPOCH, BytePath.ROOT, 0, 0);
            out.write(body);
            writeZeros(paddingFor(body.length));
        }
        // A slash at a folder's end is what tar readers older than ustar know it by.
        BytePath name = entry.type() == TarType.FOLDER ? new BytePath(entry.path().raw() + "/") : entry.path();
        writeHeader(name, entry.type().flag(), entry.permissions(), entry.uid(), entry.gid(), entry.size(),
                entry.modified(), entry.link(), entry.deviceMajor(), entry.deviceMinor());
        contentLeft = entry.size();
        padding = paddingFor(entry.size());
    }

    public void content(byte[] buffer, int length) throws IOException {
        if (length > contentLeft) {
            throw new IOException("a file has grown while it was archived");
        }
        out.write(buffer, 0, length);
        contentLeft -= length;
    }

    /** Content that is zeros, such as a hole. */
    public void zeroContent(long count) throws IOException {
        for (long left = count; left > 0; left -= Math.min(left, ZEROS.length)) {
            content(ZEROS, (int) Math.min(left, ZEROS.length));
        }
    }

    /** Ends the archive; the stream under it stays open. */
    @Override
    public void close() throws IOException {
        finishContent();
        writeZeros(2 * BLOCK);
        out.flush();
    }

    private void finishContent() throws IOException {
        if (contentLeft > 0) {
            throw new IOException("a file has shrunk while it was archived");
        }
        writeZeros(padding);
        padding = 0;
    }

    private static int paddingFor(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    private void writeZeros(int count) throws IOException {
        out.write(new byte[count]);
    }

    /** What the ustar header can't say, sorted by key. */
    private static Map<String, String> recordsOf(TarEntry entry) {
        Map<String, String> records = new TreeMap<>();
        int room = entry.type() == TarType.FOLDER ? NAME_BYTES - 1 : NAME_BYTES;
        if (!fits(entry.path(), room)) {
            records.put("path", entry.path().raw() + (entry.type() == TarType.FOLDER ? "/" : ""));
        }
        if (!fits(entry.link(), NAME_BYTES)) {
            records.put("linkpath", entry.link().raw());
        }
        if (entry.size() > MOST_LONG) {
            records.put("size", Long.toString(entry.size()));
        }
        if (entry.uid() > MOST_SHORT) {
            records.put("uid", Long.toString(entry.uid()));
        }
        if (entry.gid() > MOST_SHORT) {
            records.put("gid", Long.toString(entry.gid()));
        }
        if (entry.modified().getNano() != 0 || isOutOf(entry.modified().getEpochSecond())) {
            records.put("mtime", PaxRecords.timeText(entry.modified()));
        }
        entry.attributes().forEach((name, value) -> records.put(PaxRecords.attributeKey(name), PaxRecords.raw(value)));
        return records;
    }

    private static boolean isOutOf(long seconds) {
        return seconds < 0 || seconds > MOST_LONG;
    }

    private static boolean fits(BytePath path, int room) {
        return path.raw().length() <= room && path.raw().chars().allMatch(c -> c < 0x80);
    }

    private void writeHeader(BytePath name, char flag, int permissions, long uid, long gid, long size,
            Instant modified, BytePath link, int major, int minor) throws IOException {
        byte[] block = new byte[BLOCK];
        text(block, 0, NAME_BYTES, name.raw());
        octal(block, 100, 8, permissions);
        octal(block, 108, 8, uid > MOST_SHORT ? 0 : uid);
        octal(block, 116, 8, gid > MOST_SHORT ? 0 : gid);
        octal(block, 124, 12, size > MOST_LONG ? 0 : size);
        octal(block, 136, 12, isOutOf(modified.getEpochSecond()) ? 0 : modified.getEpochSecond());
        block[156] = (byte) flag;
        text(block, 157, NAME_BYTES, link.raw());
        text(block, 257, 8, "ustar\00000");
        octal(block, 329, 8, major);
        octal(block, 337, 8, minor);
        checksum(block);
        out.write(block);
    }

    private static void text(byte[] block, int offset, int room, String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, room));
    }

    private static void octal(byte[] block, int offset, int room, long value) {
        String digits = Long.toOctalString(value);
        text(block, offset, room, "0".repeat(room - 1 - digits.length()) + digits);
    }

    /** The sum of all bytes, its own field counted as spaces. */
    static void checksum(byte[] block) {
        text(block, 148, 8, "        ");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
    }
}
