package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarReader;
import java.io.IOException;

/** Where the entries of a layer's archive go. */
interface LayerTarget extends AutoCloseable {
    /** For an archive that is only verified. */
    LayerTarget NONE = new LayerTarget() {
        @Override
        public void add(TarEntry entry, TarReader content) {
            // The reader passes over its content.
        }

        @Override
        public void finish() {
            // Nothing was made.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    void add(TarEntry entry, TarReader content) throws IOException;

    /** After the last entry. */
    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
