package dev.groovebox.sandbox.image.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * The file /etc/ld.so.cache, in which the loader finds a library by one binary search (glibc's sysdeps/generic/dl-cache.h,
 * format "1.1"). Ldconfig can't be asked for it: it would have to run inside the new root, and the machine's own cache
 * speaks of libraries that aren't there.
 */
final class LoaderCache {
    private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_SIZE = 48;
    private static final int ENTRY_SIZE = 24;
    private static final int FLAGS_AT = 28;
    private static final byte LITTLE_ENDIAN = 2;
    private static final int ELF_LIBC6_X86_64 = 0x0303;
    private static final int ELF_LIBC6_AARCH64 = 0x0a03;

    /** @param path absolute, with the library's own name in the end */
    record Library(String path, int machine) {
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        int flags() {
            return machine == ElfFile.X86_64 ? ELF_LIBC6_X86_64 : ELF_LIBC6_AARCH64;
        }
    }

    private LoaderCache() {}

    /** @param libraries in the order of the folders the loader prefers */
    static byte[] of(List<Library> libraries) {
        // The loader's search expects falling order; a stable sort keeps the preferred folder first.
        List<Library> sorted = libraries.stream()
                .sorted(Comparator.comparing(Library::name, LoaderCache::compare).reversed())
                .toList();
        int stringBytes = sorted.stream().mapToInt(one -> one.path().length() + one.name().length() + 2).sum();
        int stringsAt = HEADER_SIZE + sorted.size() * ENTRY_SIZE;
        ByteBuffer cache = ByteBuffer.allocate(stringsAt + stringBytes).order(ByteOrder.LITTLE_ENDIAN);
        cache.put(MAGIC).putInt(sorted.size()).putInt(stringBytes).put(FLAGS_AT, LITTLE_ENDIAN);
        cache.position(HEADER_SIZE);
        int text = stringsAt;
        for (Library library : sorted) {
            int path = text + library.name().length() + 1;
            cache.putInt(library.flags()).putInt(text).putInt(path).putInt(0).putLong(0);
            text = path + library.path().length() + 1;
        }
        for (Library library : sorted) {
            cache.put(ascii(library.name())).put((byte) 0).put(ascii(library.path())).put((byte) 0);
        }
        return cache.array();
    }

    /** Glibc's _dl_cache_libcmp: runs of digits count as numbers, and come after all else. */
    static int compare(String left, String right) {
        int l = 0;
        int r = 0;
        while (l < left.length()) {
            boolean leftDigit = isDigit(left, l);
            if (leftDigit != isDigit(right, r)) {
                return leftDigit ? 1 : -1;
            }
            if (leftDigit) {
                int leftEnd = endOfDigits(left, l);
                int rightEnd = endOfDigits(right, r);
                int order = Long.compare(number(left, l, leftEnd), number(right, r, rightEnd));
                if (order != 0) {
                    return order;
                }
                l = leftEnd;
                r = rightEnd;
            } else if (r == right.length() || left.charAt(l) != right.charAt(r)) {
                return r == right.length() ? 1 : Character.compare(left.charAt(l), right.charAt(r));
            } else {
                l++;
                r++;
            }
        }
        return r == right.length() ? 0 : -1;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (isDigit(text, end)) {
            end++;
        }
        return end;
    }

    /** Wraps around at 32 bits, as the loader's own does. */
    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
