package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Platform;
import java.io.IOException;

/** Follows an entry of the index to the manifest and configuration for this machine. */
final class ImageReader {
    /** An index within an index within ...: a digest can't be in itself, but a chain of any length can be made. */
    private static final int MOST_NESTED = 4;

    private final ImageLayout layout;
    private final Platform platform = Platform.ofThisMachine();

    ImageReader(ImageLayout layout) {
        this.layout = layout;
    }

    /** @param manifestDigest of this machine's manifest, which an index may have led to */
    record Loaded(Digest manifestDigest, Manifest manifest) {}

    Loaded manifest(Descriptor entry) throws IOException {
        return manifest(entry, 0);
    }

    private Loaded manifest(Descriptor entry, int depth) throws IOException {
        byte[] bytes = layout.read(entry);
        try {
            if (!MediaTypes.INDEXES.contains(entry.mediaType())) {
                return new Loaded(entry.digest(), Manifest.parse(bytes));
            }
            if (depth == MOST_NESTED) {
                throw new IllegalArgumentException("more than " + MOST_NESTED + " indexes, one within another");
            }
            Descriptor chosen = Index.parse(bytes).forPlatform(platform).orElseThrow(() -> new IllegalArgumentException(
                    "no image for " + platform.os() + "/" + platform.architecture()));
            return manifest(chosen, depth + 1);
        } catch (IllegalArgumentException e) {
            throw ImageLayout.damaged(layout.blob(entry.digest()), e.getMessage());
        }
    }

    ImageConfig config(Manifest manifest) throws IOException {
        byte[] bytes = layout.read(manifest.config());
        try {
            ImageConfig config = ImageConfig.parse(bytes);
            if (config.diffIds().size() != manifest.layers().size()) {
                throw new IllegalArgumentException("it names " + config.diffIds().size() + " layers, its manifest "
                        + manifest.layers().size());
            }
            return config;
        } catch (IllegalArgumentException e) {
            throw ImageLayout.damaged(layout.blob(manifest.config().digest()), e.getMessage());
        }
    }
}
