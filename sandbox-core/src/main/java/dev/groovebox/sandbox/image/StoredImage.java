package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import java.util.List;

/**
 * An image of the store.
 *
 * @param id the config's digest, which docker calls the image id
 * @param stored what the store's index lists and a reference by digest means: the manifest, or an index of several
 * @param manifest the digest of its manifest, which an index may have led to
 * @param names familiar references, "hello:latest"
 * @param sizeBytes of its unpacked layers
 */
public record StoredImage(
        Digest id, Digest stored, Digest manifest, ImageConfig config, List<String> names, long sizeBytes) {
    public StoredImage {
        names = List.copyOf(names);
    }

    /** This platform's image without the index over several that it came in. */
    public StoredImage alone() {
        return new StoredImage(id, manifest, manifest, config, names, sizeBytes);
    }
}
