package dev.groovebox.sandbox.image;

import dev.groovebox.sandbox.image.layer.LayerClaims;
import java.io.IOException;
import java.io.InputStream;

/**
 * A layer that is about to come.
 *
 * @param name for progress and errors, such as the first digits of its digest
 * @param content opened at most once, on a thread of the intake's, and not at all when the layer is here
 */
public record IncomingLayer(String name, LayerClaims claims, Content content) {
    /** Where the archive's bytes come from. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }
}
