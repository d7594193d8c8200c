package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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
        return load(index, entry, reader.manifest(entry));
    }

    /** The image with this id, of those that the entry leads to. */
    StoredImage load(Index index, Descriptor entry, Digest imageId) throws IOException {
        boolean usual = ImageIndex.idOf(entry).filter(imageId::equals).isPresent();
        return usual ? load(index, entry) : load(index, entry, reader.manifest(entry, imageId));
    }

    /** The image for the platform, if it is here. */
    Optional<StoredImage> load(Index index, Descriptor entry, Platform platform) throws IOException {
        Optional<ImageReader.Loaded> loaded = reader.manifest(entry, platform);
        return loaded.isPresent() ? Optional.of(load(index, entry, loaded.get())) : Optional.empty();
    }

    private StoredImage load(Index index, Descriptor entry, ImageReader.Loaded loaded) throws IOException {
        ImageConfig config = reader.config(loaded.manifest());
        Digest id = loaded.manifest().config().digest();
        Optional<Long> known = ImageIndex.idOf(entry).filter(id::equals).flatMap(usual -> ImageIndex.sizeOf(entry));
        return new StoredImage(
                id,
                entry.digest(),
                loaded.manifestDigest(),
                config,
                ImageIndex.namesOf(index, entry.digest()).stream().map(Reference::familiar).toList(),
                known.orElseGet(() -> blobBytes(loaded.manifest())));
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
     * @param sizes of images' layers, unpacked, as far as they are known
     */
    Descriptor entry(Descriptor top, Map<Digest, Long> sizes) throws IOException {
        ImageReader.Loaded loaded = reader.manifest(top);
        Digest id = loaded.manifest().config().digest();
        long sizeBytes = sizes.getOrDefault(id, blobBytes(loaded.manifest()));
        ImageConfig config = reader.config(loaded.manifest());
        Descriptor entry = ImageIndex.entry(top, id, sizeBytes, config.created().orElse(Instant.EPOCH));
        if (!MediaTypes.INDEXES.contains(top.mediaType())) {
            return entry.withPlatform(config.platform());
        }
        // An index is of several platforms, and says so of each itself.
        return ImageIndex.withOthers(entry, StoredIndex.of(layout, top).images().stream()
                .map(image -> image.manifest().config().digest())
                .filter(other -> !other.equals(id))
                .distinct()
                .toList());
    }
}
