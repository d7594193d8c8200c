package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.storage.DiskUsage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What the blobs and layers of the store take on the disk, and how many images have each. */
final class ContentSizes {
    // A layer that is kept uncompressed has the digest of its blob: the two are told apart by where they lie.
    private final Map<Digest, Long> blobs = new HashMap<>();
    private final Map<Digest, Long> layers = new HashMap<>();
    private final Map<Digest, Integer> usersOfBlobs = new HashMap<>();
    private final Map<Digest, Integer> usersOfLayers = new HashMap<>();

    private ContentSizes() {}

    static ContentSizes measure(ImageStore store, StoreFiles files, DiskUsage usage) throws IOException {
        ContentSizes sizes = new ContentSizes();
        for (Digest layer : files.diffIds()) {
            sizes.layers.put(layer, usage.of(store.layers().folder(layer)));
        }
        for (Digest blob : files.blobs()) {
            sizes.blobs.put(blob, usage.of(store.layout().blob(blob)));
        }
        return sizes;
    }

    long ofBlob(Digest blob) {
        return blobs.getOrDefault(blob, 0L);
    }

    long ofLayer(Digest layer) {
        return layers.getOrDefault(layer, 0L);
    }

    void countUser(ImageContent image) {
        image.blobs().forEach(blob -> usersOfBlobs.merge(blob, 1, Integer::sum));
        image.diffIds().forEach(layer -> usersOfLayers.merge(layer, 1, Integer::sum));
    }

    /** Of all that the image has; every user has been counted. */
    long all(ImageContent image) {
        return image.blobs().stream().mapToLong(this::ofBlob).sum() + image.diffIds().stream().mapToLong(this::ofLayer).sum();
    }

    /** Of what only this image has. */
    long unique(ImageContent image) {
        return image.blobs().stream().filter(blob -> usersOfBlobs.get(blob) == 1).mapToLong(this::ofBlob).sum()
                + image.diffIds().stream().filter(layer -> usersOfLayers.get(layer) == 1).mapToLong(this::ofLayer).sum();
    }
}
