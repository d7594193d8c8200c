package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.image.ReceivedImage;
import java.util.List;

/**
 * An image as an archive has it. Its documents have been read and verified, its layers have not.
 *
 * @param layers lowest first
 * @param others layers of other platforms' images that are whole in the archive
 */
record ArchivedImage(
        List<Reference> names, Origin origin, List<IncomingLayer> layers, List<IncomingLayer> others) {

    /** Whether the archive has manifests of its own, or one is to be made. */
    sealed interface Origin {
        record Kept(Descriptor top, Digest id, List<ReceivedImage.Document> documents) implements Origin {}

        /** @param config the configuration's bytes */
        record Made(byte[] config) implements Origin {}
    }

    ArchivedImage {
        names = List.copyOf(names);
        layers = List.copyOf(layers);
        others = List.copyOf(others);
    }
}
