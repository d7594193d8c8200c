package dev.groovebox.sandbox.image.tar;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads tar archives that may be hostile: ustar, pax and GNU's long names and large numbers. What it holds in memory
 * is bounded whatever an archive says. Which paths are harmless is for its user to judge.
 */
public final class TarReader {
    /** Of one pax header: attributes have 64 KiB at most, paths 4. */
    private static final int MOST_HEADER = 1 << 20;

    /** The largest id; 2^32-1 means "none" to the kernel. */
    private static final long MOST_ID = 0xfffffffeL;

    /** Of a file: sums of sizes are numbers too. */
    static final long MOST_SIZE = (1L << 60) - 1;

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern TIME = Pattern.compile("(-?[0-9]{1,18})(?:\\.([0-9]{0,30}))?");

    private final InputStream in;
    private long contentLeft;
    private long padding;
    private Optional<SparseContent> sparse = Optional.empty();

    public TarReader(InputStream in) {
        this.in = in;
    }

    /** The next entry; absent at the archive's end. What is left of the content before it is passed over. */
    public Optional<TarEntry> next() throws IOException {
        Map<String, String> records = new HashMap<>();
        while (true) {
            skip(contentLeft + padding);
            contentLeft = 0;
            padding = 0;
            sparse = Optional.empty();
            Optional<TarHeader> header = readHeader();
            if (header.isEmpty()) {
                return Optional.empty();
            }
            switch (header.get().flag()) {
                case 'x' -> PaxReader.parse(readMeta(header.get()), records);
                case 'L' -> records.put("path", withoutNul(readMeta(header.get())));
                case 'K' -> records.put("linkpath", withoutNul(readMeta(header.get())));
                // Global records are comments of archivers; nothing in them is of one file.
                case 'g' -> readMeta(header.get());
                default -> {
                    return Optional.of(entry(header.get(), records));
                }
            }
        }
    }

    /** Reads from the content of the entry that {@link #next} told of last; answers -1 at its end. */
    public int read(byte[] buffer) throws IOException {
        return sparse.isPresent() ? sparse.get().read(buffer, this::readStored) : readStored(buffer, buffer.length);
    }

    private int readStored(byte[] buffer, int most) throws IOException {
        if (contentLeft == 0) {
            return -1;
        }
        int count = in.read(buffer, 0, (int) Math.min(most, contentLeft));
        if (count < 0) {
            throw cutShort();
        }
        contentLeft -= count;
        return count;
    }

    private Optional<TarHeader> readHeader() throws IOException {
        byte[] block = in.readNBytes(TarWriter.BLOCK);
        if (block.length == 0) {
            return Optional.empty();
        }
        if (block.length < TarWriter.BLOCK) {
            throw cutShort();
        }
        TarHeader header = new TarHeader(block);
        if (header.isZero()) {
            return Optional.empty();
        }
        if (!header.hasRightChecksum()) {
            throw new TarFormatException("a header's checksum is wrong");
        }
        return Optional.of(header);
    }

    private byte[] readMeta(TarHeader header) throws IOException {
        long size = header.size();
        if (size < 0 || size > MOST_HEADER) {
            throw new TarFormatException("a header of " + size + " bytes");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw cutShort();
        }
        padding = paddingFor(size);
        return bytes;
    }

    private static String withoutNul(byte[] bytes) {
        String text = PaxRecords.raw(bytes);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    private TarEntry entry(TarHeader header, Map<String, String> records) throws IOException {
        String name = SparseReader.name(records).orElse(records.getOrDefault("path", header.name()));
        TarType type = typeOf(header, name);
        // A size in the header of anything but a file is not followed by content, as in Go's and GNU's readers.
        contentLeft = type == TarType.FILE ? size(header, records) : 0;
        padding = paddingFor(contentLeft);
        long size = type == TarType.FILE ? beginContent(header, records) : 0;
        return new TarEntry(
                path(name),
                type,
                header.permissions(),
                id(records.containsKey("uid") ? integer(records.get("uid")) : header.uid()),
                id(records.containsKey("gid") ? integer(records.get("gid")) : header.gid()),
                size,
                records.containsKey("mtime") ? time(records.get("mtime")) : time(header.modified()),
                path(records.getOrDefault("linkpath", header.link())),
                device(type, header.deviceMajor()),
                device(type, header.deviceMinor()),
                attributes(records));
    }

    private static long size(TarHeader header, Map<String, String> records) throws TarFormatException {
        long size = records.containsKey("size") ? integer(records.get("size")) : header.size();
        if (size < 0 || size > MOST_SIZE) {
            throw new TarFormatException("a file of " + size + " bytes");
        }
        return size;
    }

    /** Answers the file's size, which of a sparse one is not that of what the archive has of it. */
    private long beginContent(TarHeader header, Map<String, String> records) throws IOException {
        Optional<SparseMap> map = SparseReader.map(header, records, this::mapBlock);
        if (map.isEmpty()) {
            return contentLeft;
        }
        if (map.get().storedBytes() != contentLeft) {
            throw SparseMap.malformed();
        }
        sparse = map.map(SparseContent::new);
        return map.get().size();
    }

    /** A map of format 1.0 is part of the content, that of the old format comes before it. */
    private byte[] mapBlock(boolean ofContent) throws IOException {
        byte[] block = in.readNBytes(TarWriter.BLOCK);
        if (block.length < TarWriter.BLOCK || ofContent && contentLeft < TarWriter.BLOCK) {
            throw cutShort();
        }
        contentLeft -= ofContent ? TarWriter.BLOCK : 0;
        return block;
    }

    private static TarType typeOf(TarHeader header, String name) throws TarFormatException {
        char flag = header.flag();
        if (flag == '\0' || flag == '0' || flag == '7' || flag == 'S') {
            return name.endsWith("/") ? TarType.FOLDER : TarType.FILE;
        }
        for (TarType type : TarType.values()) {
            if (type.flag() == flag) {
                return type;
            }
        }
        throw new TarFormatException("an entry of the unknown type " + (int) flag);
    }

    private static BytePath path(String raw) throws TarFormatException {
        if (raw.indexOf('\0') >= 0) {
            throw new TarFormatException("a path with a NUL byte");
        }
        return new BytePath(raw);
    }

    private static long id(long value) throws TarFormatException {
        if (value < 0 || value > MOST_ID) {
            throw new TarFormatException("a user or group id of " + value);
        }
        return value;
    }

    private static int device(TarType type, long value) throws TarFormatException {
        if (type != TarType.CHARACTER_DEVICE && type != TarType.BLOCK_DEVICE) {
            return 0;
        }
        if (value < 0 || value > 0xfffff) {
            throw new TarFormatException("a device number of " + value);
        }
        return (int) value;
    }

    private static long integer(String digits) throws TarFormatException {
        if (!INTEGER.matcher(digits).matches()) {
            throw new TarFormatException("a pax number that is none");
        }
        return Long.parseLong(digits);
    }

    private static Instant time(long seconds) throws TarFormatException {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw new TarFormatException("a time that no clock will show");
        }
    }

    private static Instant time(String text) throws TarFormatException {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new TarFormatException("a pax time that is none");
        }
        String fraction = time.group(2) == null ? "" : time.group(2);
        long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
        try {
            return Instant.ofEpochSecond(Long.parseLong(time.group(1)), text.startsWith("-") ? -nanos : nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new TarFormatException("a time that no clock will show");
        }
    }

    private static Map<BytePath, byte[]> attributes(Map<String, String> records) throws TarFormatException {
        Map<BytePath, byte[]> attributes = new HashMap<>();
        for (Map.Entry<String, String> pair : records.entrySet()) {
            if (pair.getKey().startsWith(PaxRecords.ATTRIBUTE)) {
                BytePath name = path(pair.getKey().substring(PaxRecords.ATTRIBUTE.length()));
                attributes.put(name, pair.getValue().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return attributes;
    }

    private static long paddingFor(long size) {
        return -size & (TarWriter.BLOCK - 1);
    }

    private void skip(long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
        } catch (EOFException e) {
            throw cutShort();
        }
    }

    private static TarFormatException cutShort() {
        return new TarFormatException("the archive is cut short");
    }
}
