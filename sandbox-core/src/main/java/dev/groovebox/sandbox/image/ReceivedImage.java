package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.util.List;

/**
 * An image that another tool made, to be kept to the byte. Its layers are in the store already.
 *
 * @param top what its names stand for: a manifest, or an index that leads to it
 * @param id the digest of the configuration that came
 * @param documents the top one, and all below it that are wanted: indexes, manifest, configuration
 * @param layers of that image's manifest, lowest first
 */
public record ReceivedImage(Descriptor top, Digest id, List<Document> documents, List<StoredLayer> layers) {
    public ReceivedImage {
        documents = List.copyOf(documents);
        layers = List.copyOf(layers);
    }

    /** A small blob, verified when it is added. */
    public record Document(Descriptor descriptor, byte[] content) {}
}
