package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarFormatException;
import dev.groovebox.sandbox.linux.file.BytePath;
import java.util.ArrayList;
import java.util.List;

/** The paths of entries in layers. Tools write them with and without "./" or a slash in front. */
final class LayerPaths {
    /** The kernel's own bound (linux/limits.h, PATH_MAX, which counts the NUL). */
    private static final int MOST_BYTES = 4095;

    private LayerPaths() {}

    /** Relative to the layer's root; empty for the root itself. */
    static BytePath clean(BytePath path) throws TarFormatException {
        List<String> names = new ArrayList<>();
        for (String name : path.components()) {
            if (name.equals("..")) {
                throw new TarFormatException("a path with '..': '" + path + "'");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        String raw = String.join("/", names);
        if (path.isEmpty() || raw.length() > MOST_BYTES) {
            throw new TarFormatException("a path of " + raw.length() + " bytes");
        }
        return new BytePath(raw);
    }
}
