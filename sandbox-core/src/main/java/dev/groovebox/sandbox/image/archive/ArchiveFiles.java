package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.json.Json;
import dev.groovebox.sandbox.image.IncomingLayer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Files by name that somebody else made, in a folder or a tar: names and contents may be hostile. */
interface ArchiveFiles extends AutoCloseable {
    /**
     * A file as it is stored.
     *
     * @param content can be opened by several threads at once
     */
    record Part(long size, IncomingLayer.Content content) {}

    /** @param name relative, without "." and ".."; any other is never found */
    Optional<Part> find(String name) throws IOException;

    /** A file of JSON. */
    default byte[] document(String name) throws IOException {
        Part part = find(name).orElseThrow(() -> new IOException("'" + name + "' is missing"));
        if (part.size() > Json.MOST_BYTES) {
            throw new IOException("'" + name + "' has " + part.size() + " bytes; the most is " + Json.MOST_BYTES);
        }
        try (InputStream in = part.content().open()) {
            byte[] bytes = in.readNBytes((int) part.size());
            if (bytes.length != part.size()) {
                throw new IOException("'" + name + "' is cut short");
            }
            return bytes;
        }
    }

    @Override
    void close() throws IOException;
}
