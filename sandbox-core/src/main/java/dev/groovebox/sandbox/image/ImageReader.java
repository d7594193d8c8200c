package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Platform;
import java.io.IOException;
import java.util.Optional;

/** Follows an entry of the index to a manifest and configuration: those for this machine, when they are here. */
final class ImageReader {
    /** An index within an index within ...: a digest can't be in itself, but a chain of any length can be made. */
    private static final int MOST_NESTED = 4;

    private final ImageLayout layout;
    private final Platform platform = Platform.ofThisMachine();

    ImageReader(ImageLayout layout) {
        this.layout = layout;
    }

    /** @param manifestDigest of the manifest, which an index may have led to */
    record Loaded(Digest manifestDigest, Manifest manifest) {}

    /** For this machine; of an index of which only other platforms are here, the first of these. */
    Loaded manifest(Descriptor entry) throws IOException {
        return manifest(entry, 0);
    }

    /** For the platform, when all of it is here. */
    Optional<Loaded> manifest(Descriptor entry, Platform wanted) throws IOException {
        if (MediaTypes.INDEXES.contains(entry.mediaType())) {
            return StoredIndex.of(layout, entry).image(wanted);
        }
        Loaded only = manifest(entry);
        return wanted.accepts(config(only.manifest()).platform()) ? Optional.of(only) : Optional.empty();
    }

    /** Of the image with this id, which an index may have led to; else the one that the entry's names mean. */
    Loaded manifest(Descriptor entry, Digest imageId) throws IOException {
        if (MediaTypes.INDEXES.contains(entry.mediaType())) {
            for (Loaded image : StoredIndex.of(layout, entry).images()) {
                if (image.manifest().config().digest().equals(imageId)) {
                    return image;
                }
            }
        }
        return manifest(entry);
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
            Optional<Descriptor> own = Index.parse(bytes).forPlatform(platform);
            if (own.isPresent() && layout.has(own.get())) {
                return manifest(own.get(), depth + 1);
            }
            return StoredIndex.of(layout, entry).images().stream().findFirst().orElseThrow(() -> new IllegalArgumentException(
                    "no image for " + platform.os() + "/" + platform.architecture()));
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
