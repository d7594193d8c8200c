package dev.groovebox.sandbox.image.tar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out whether an entry is a sparse file in one of GNU tar's formats, and where its content belongs. */
final class SparseReader {
    private static final String PREFIX = "GNU.sparse.";
    /** Each block more of an old map has 21 regions. */
    private static final int MOST_EXTENSIONS = 1 << 16;

    private SparseReader() {}

    interface Blocks {
        /** @param ofContent whether the entry's size counts it */
        byte[] next(boolean ofContent) throws IOException;
    }

    /**
     * The map; absent for an ordinary file.
     *
     * @param blocks what follows the header; a map that is there is read
     */
    static Optional<SparseMap> map(TarHeader header, Map<String, String> records, Blocks blocks) throws IOException {
        if (header.flag() == 'S') {
            return Optional.of(oldMap(header, blocks));
        }
        if (records.keySet().stream().noneMatch(key -> key.startsWith(PREFIX))) {
            return Optional.empty();
        }
        if (records.getOrDefault(PREFIX + "major", "").equals("1") && records.getOrDefault(PREFIX + "minor", "").equals("0")) {
            SparseMap.Lines lines = new SparseMap.Lines();
            while (!lines.add(blocks.next(true))) {
                // until the map has as many lines as its first says
            }
            return Optional.of(lines.map(SparseMap.number(records.getOrDefault(PREFIX + "realsize", ""))));
        }
        if (records.containsKey(PREFIX + "map")) {
            return Optional.of(SparseMap.ofText(
                    records.get(PREFIX + "map"), SparseMap.number(records.getOrDefault(PREFIX + "size", ""))));
        }
        throw new TarFormatException("a sparse file in a format of GNU tar that is not known");
    }

    /** The name of a file whose own header has a made-up one. */
    static Optional<String> name(Map<String, String> records) {
        return Optional.ofNullable(records.get(PREFIX + "name"));
    }

    /** GNU's old format: four regions in the header, 21 in each block that follows, while a byte says so. */
    private static SparseMap oldMap(TarHeader header, Blocks blocks) throws IOException {
        List<Long> numbers = new ArrayList<>();
        addRegions(header, 386, 4, numbers);
        boolean more = header.block()[482] != 0;
        for (int extensions = 0; more; extensions++) {
            if (extensions == MOST_EXTENSIONS) {
                throw SparseMap.malformed();
            }
            TarHeader extension = new TarHeader(blocks.next(false));
            addRegions(extension, 0, 21, numbers);
            more = extension.block()[504] != 0;
        }
        return SparseMap.of(numbers, header.number(483, 12));
    }

    private static void addRegions(TarHeader block, int start, int count, List<Long> numbers) throws TarFormatException {
        for (int i = 0; i < count && block.block()[start + 24 * i] != 0; i++) {
            numbers.add(block.number(start + 24 * i, 12));
            numbers.add(block.number(start + 24 * i + 12, 12));
        }
    }
}
