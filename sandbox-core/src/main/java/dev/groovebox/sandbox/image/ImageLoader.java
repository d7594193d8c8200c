package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/** Reads what an entry of the index stands for, and writes such an entry. */
final class ImageLoader {
    private final ImageLayout layout;
    private final ImageReader reader;

    ImageLoader(ImageLayout layout, ImageReader reader) {
        this.layout = layout;
        this.reader = reader;
    }

    /** @throws dev.groovebox.sandbox.failure.EngineException when a blob of it is missing or damaged */
    StoredImage load(Index index, Descriptor entry) throws IOException {
        ImageReader.Loaded loaded = reader.manifest(entry);
        ImageConfig config = reader.config(loaded.manifest());
        return new StoredImage(
                loaded.manifest().config().digest(),
                entry.digest(),
                loaded.manifestDigest(),
                config,
                ImageIndex.namesOf(index, entry.digest()).stream().map(Reference::familiar).toList(),
                ImageIndex.sizeOf(entry).orElseGet(() -> blobBytes(loaded.manifest())));
    }

    private static long blobBytes(Manifest manifest) {
        return manifest.layers().stream().mapToLong(Descriptor::size).sum();
    }

    /** This machine's manifest of a stored image. */
    Manifest manifest(StoredImage image) throws IOException {
        long size = Files.size(layout.blob(image.manifest()));
        return reader.manifest(Descriptor.of(MediaTypes.OCI_MANIFEST, image.manifest(), size)).manifest();
    }

    /**
     * The entry of an image that is wholly stored.
     *
     * @param top its manifest, or its index over several platforms
     * @param sizeBytes of its layers, unpacked
     */
    Descriptor entry(Descriptor top, long sizeBytes) throws IOException {
        ImageReader.Loaded loaded = reader.manifest(top);
        Digest id = loaded.manifest().config().digest();
        ImageConfig config = reader.config(loaded.manifest());
        Descriptor entry = ImageIndex.entry(top, id, sizeBytes, config.created().orElse(Instant.EPOCH));
        // An index is of several platforms, and says so of each itself.
        return MediaTypes.INDEXES.contains(top.mediaType()) ? entry : entry.withPlatform(config.platform());
    }
}
