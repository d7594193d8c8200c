package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarFormatException;
import dev.groovebox.sandbox.linux.file.BytePath;

/** The paths of entries in layers. Tools write them with and without "./" or a slash in front. */
final class LayerPaths {
    /** The kernel's own bound (linux/limits.h, PATH_MAX, which counts the NUL). */
    private static final int MOST_BYTES = 4095;

    private LayerPaths() {}

    /** Relative to the layer's root; empty for the root itself. */
    static BytePath clean(BytePath path) throws TarFormatException {
        String from = path.raw();
        StringBuilder names = new StringBuilder(from.length());
        for (int start = 0, end; start < from.length(); start = end + 1) {
            int slash = from.indexOf('/', start);
            end = slash < 0 ? from.length() : slash;
            if (from.startsWith("..", start) && end - start == 2) {
                throw new TarFormatException("a path with '..': '" + path + "'");
            }
            boolean here = end == start || end - start == 1 && from.charAt(start) == '.';
            if (!here) {
                names.append(names.isEmpty() ? "" : "/").append(from, start, end);
            }
        }
        String raw = names.toString();
        if (path.isEmpty() || raw.length() > MOST_BYTES) {
            throw new TarFormatException("a path of " + raw.length() + " bytes");
        }
        return new BytePath(raw);
    }
}
