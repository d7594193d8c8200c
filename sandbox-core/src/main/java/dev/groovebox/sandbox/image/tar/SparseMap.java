package dev.groovebox.sandbox.image.tar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a sparse file's content belongs (GNU tar's manual, "Storing Sparse Files"); all else of it is holes.
 *
 * @param regions in order, without overlap, within the size
 * @param size of the whole file
 */
record SparseMap(List<Region> regions, long size) {
    private static final int MOST_REGIONS = 1 << 20;

    record Region(long offset, long length) {}

    /** @param numbers offset, length, offset, length ... */
    static SparseMap of(List<Long> numbers, long size) throws TarFormatException {
        if (numbers.size() % 2 != 0 || numbers.size() > 2 * MOST_REGIONS || size < 0 || size > TarReader.MOST_SIZE) {
            throw malformed();
        }
        List<Region> regions = new ArrayList<>();
        long end = 0;
        for (int i = 0; i < numbers.size(); i += 2) {
            long offset = numbers.get(i);
            long length = numbers.get(i + 1);
            if (offset < end || length < 0 || offset > size - length) {
                throw malformed();
            }
            end = offset + length;
            regions.add(new Region(offset, length));
        }
        return new SparseMap(regions, size);
    }

    /** "0,512,4096,512", as format 0.1 has it. */
    static SparseMap ofText(String text, long size) throws TarFormatException {
        List<Long> numbers = new ArrayList<>();
        for (String number : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            numbers.add(number(number));
        }
        return of(numbers, size);
    }

    static long number(String digits) throws TarFormatException {
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed();
        }
        return Long.parseLong(digits);
    }

    /** The bytes of all regions, which is what the archive has of the file. */
    long storedBytes() {
        return regions.stream().mapToLong(Region::length).sum();
    }

    static TarFormatException malformed() {
        return new TarFormatException("a malformed map of a sparse file");
    }

    /** Reads the map that format 1.0 has before the content: numbers, a line each, filled up to a whole block. */
    static final class Lines {
        private final StringBuilder digits = new StringBuilder();
        private final List<Long> numbers = new ArrayList<>();
        private long expected = -1;

        /** Answers whether the map ends in this block. */
        boolean add(byte[] block) throws TarFormatException {
            for (char c : new String(block, StandardCharsets.ISO_8859_1).toCharArray()) {
                if (isComplete()) {
                    return true;
                }
                if (c == '\n') {
                    accept(number(digits.toString()));
                    digits.setLength(0);
                } else if (digits.length() < 20) {
                    digits.append(c);
                } else {
                    throw malformed();
                }
            }
            return isComplete();
        }

        private void accept(long number) throws TarFormatException {
            if (expected < 0) {
                if (number > MOST_REGIONS) {
                    throw malformed();
                }
                expected = 2 * number;
            } else {
                numbers.add(number);
            }
        }

        private boolean isComplete() {
            return numbers.size() == expected;
        }

        SparseMap map(long size) throws TarFormatException {
            return of(numbers, size);
        }
    }
}
