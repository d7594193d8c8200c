package dev.groovebox.sandbox.image.archive;

import dev.groovebox.sandbox.image.IncomingLayer;
import java.io.IOException;

/** Where the files of an archive that we make go, in the order in which they are given. */
interface ArchiveTarget extends AutoCloseable {
    /** @param content of exactly that size */
    void file(String name, long size, IncomingLayer.Content content) throws IOException;

    default void file(String name, byte[] content) throws IOException {
        file(name, content.length, () -> new java.io.ByteArrayInputStream(content));
    }

    /** Ends the archive, when all has been written. */
    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
