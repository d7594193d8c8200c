package dev.groovebox.registry.client;

import java.io.IOException;
import java.io.InputStream;

/** A blob that can be read more than once, from any byte on. */
@FunctionalInterface
public interface BlobContent {
    InputStream open(long from) throws IOException;
}
