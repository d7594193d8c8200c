package dev.groovebox.sandbox.image.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads ELF files of 64 bits, little endian, for x86_64 and aarch64 (elf(5)). It never runs them, as ldd may do, and
 * believes no offset or size in them.
 */
final class ElfReader implements AutoCloseable {
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
    private static final int HEADER_SIZE = 64;
    private static final int SEGMENT_SIZE = 56;
    private static final int MOST_SEGMENTS = 256;
    private static final int MOST_DYNAMIC_BYTES = 1 << 20;
    private static final int MOST_STRING_BYTES = 4096;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int DT_NULL = 0;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;
    private static final int DT_SONAME = 14;
    private static final int DT_RPATH = 15;
    private static final int DT_RUNPATH = 29;

    private record Segment(int type, long offset, long address, long fileSize) {}

    private record Tag(long name, long value) {}

    private final Path file;
    private final FileChannel channel;

    private ElfReader(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /**
     * @return empty when the file is something else, or for another kind of machine
     * @throws DamagedElfException when an offset, size or string in it leads nowhere
     */
    static Optional<ElfFile> read(Path file) throws IOException {
        try (ElfReader reader = new ElfReader(file)) {
            return reader.read();
        }
    }

    private Optional<ElfFile> read() throws IOException {
        if (channel.size() < HEADER_SIZE) {
            return Optional.empty();
        }
        ByteBuffer header = bytes(0, HEADER_SIZE);
        int machine = Short.toUnsignedInt(header.getShort(18));
        if (header.getInt(0) != MAGIC
                || header.getShort(4) != CLASS_64_LITTLE_ENDIAN
                || machine != ElfFile.X86_64 && machine != ElfFile.AARCH64) {
            return Optional.empty();
        }
        List<Segment> segments = segments(header);
        List<Tag> tags = tags(segments);
        Optional<String> interpreter = Optional.empty();
        for (Segment segment : segments) {
            if (segment.type == PT_INTERP) {
                interpreter = Optional.of(string(segment.offset));
            }
        }
        List<String> runpath = folders(strings(DT_RUNPATH, tags, segments));
        return Optional.of(new ElfFile(
                machine,
                interpreter,
                strings(DT_SONAME, tags, segments).stream().findFirst(),
                strings(DT_NEEDED, tags, segments),
                runpath.isEmpty() ? folders(strings(DT_RPATH, tags, segments)) : List.of(),
                runpath));
    }

    private List<Segment> segments(ByteBuffer header) throws IOException {
        int size = Short.toUnsignedInt(header.getShort(54));
        int count = Short.toUnsignedInt(header.getShort(56));
        if (count == 0) {
            return List.of();
        }
        if (size != SEGMENT_SIZE || count > MOST_SEGMENTS) {
            throw damaged("its program header table");
        }
        ByteBuffer table = bytes(header.getLong(32), count * SEGMENT_SIZE);
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < table.limit(); at += SEGMENT_SIZE) {
            segments.add(new Segment(
                    table.getInt(at), table.getLong(at + 8), table.getLong(at + 16), table.getLong(at + 32)));
        }
        return segments;
    }

    private List<Tag> tags(List<Segment> segments) throws IOException {
        List<Tag> tags = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.type != PT_DYNAMIC) {
                continue;
            }
            if (segment.fileSize < 0 || segment.fileSize > MOST_DYNAMIC_BYTES) {
                throw damaged("its dynamic section");
            }
            ByteBuffer table = bytes(segment.offset, (int) segment.fileSize);
            for (int at = 0; at + 16 <= table.limit() && table.getLong(at) != DT_NULL; at += 16) {
                tags.add(new Tag(table.getLong(at), table.getLong(at + 8)));
            }
        }
        return tags;
    }

    private List<String> strings(long name, List<Tag> tags, List<Segment> segments) throws IOException {
        List<String> strings = new ArrayList<>();
        for (Tag tag : tags) {
            if (tag.name == name) {
                strings.add(string(stringTable(tags, segments) + tag.value));
            }
        }
        return strings;
    }

    /** DT_STRTAB is an address in memory; the segment loaded there says where that is in the file. */
    private long stringTable(List<Tag> tags, List<Segment> segments) throws IOException {
        long address = tags.stream()
                .filter(tag -> tag.name == DT_STRTAB)
                .mapToLong(Tag::value)
                .findFirst()
                .orElseThrow(() -> damaged("its dynamic section, which has no string table,"));
        return segments.stream()
                .filter(segment -> segment.type == PT_LOAD
                        && address >= segment.address
                        && address - segment.address < segment.fileSize)
                .mapToLong(segment -> segment.offset + address - segment.address)
                .findFirst()
                .orElseThrow(() -> damaged("the address of its string table"));
    }

    private static List<String> folders(List<String> paths) {
        return paths.stream()
                .flatMap(path -> Stream.of(path.split(":")))
                .filter(folder -> !folder.isEmpty())
                .toList();
    }

    private String string(long offset) throws IOException {
        if (offset < 0 || offset >= channel.size()) {
            throw damaged("a string's place");
        }
        ByteBuffer bytes = bytes(offset, (int) Math.min(MOST_STRING_BYTES, channel.size() - offset));
        for (int end = 0; end < bytes.limit(); end++) {
            if (bytes.get(end) == 0) {
                return new String(bytes.array(), 0, end, StandardCharsets.UTF_8);
            }
        }
        throw damaged("a string, which doesn't end,");
    }

    private ByteBuffer bytes(long offset, int size) throws IOException {
        if (offset < 0 || offset > channel.size() - size) {
            throw damaged("an offset or size, which lies outside the file,");
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw damaged("its end");
            }
        }
        return bytes.flip();
    }

    private DamagedElfException damaged(String what) {
        return new DamagedElfException(file + ": " + what + " can't be right in an ELF file");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
