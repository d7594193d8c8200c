package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.client.BlobContent;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.StoredIndex;
import dev.groovebox.sandbox.operation.LayerCompression;
import dev.groovebox.sandbox.operation.LayerCompression.Format;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What of a stored image is to be pushed, and in which form. */
final class StoredParts {
    private final ImageStore store;
    private final CompressedLayers compressed;
    private final LayerCompression compression;
    private final EventSink events;
    private final List<ImagePush.Part> parts = new ArrayList<>();

    StoredParts(ImageStore store, CompressedLayers compressed, LayerCompression compression, EventSink events) {
        this.store = store;
        this.compressed = compressed;
        this.compression = compression;
        this.events = events;
    }

    /** @return the image as it is in the registry */
    ManifestContent push(StoredImage image, ImagePush push) throws IOException, InterruptedException {
        Optional<StoredIndex> index = store.index(image);
        if (compression.format().isEmpty() && index.filter(StoredIndex::isWhole).isPresent()) {
            index.get().layers().forEach(this::addAsItIs);
            index.get().configs().forEach(this::addAsItIs);
            return push.push(parts, blobs -> manifests(index.get()));
        }
        if (compression.format().isEmpty() && index.isPresent()) {
            events.accept(new Event.Warning("not all platforms of the image are here: only " + image.config().platform()
                    + " is pushed; 'groovebox pull --platform' brings others, 'groovebox copy' copies all between registries"));
        }
        Manifest manifest = store.manifest(image);
        ManifestContent asStored = store.manifestContent(image);
        addManifest(image, manifest);
        return push.push(parts, blobs -> List.of(assembled(manifest, asStored, blobs)));
    }

    private static List<ManifestContent> manifests(StoredIndex index) {
        return index.manifests().stream()
                .map(document -> new ManifestContent(
                        document.descriptor().mediaType(), document.descriptor().digest(), document.content()))
                .toList();
    }

    private void addAsItIs(Descriptor blob) {
        Path file = store.blobFile(blob.digest());
        parts.add(part(blob.digest(), () -> new ImagePush.Prepared(blob, content(file))));
    }

    private void addManifest(StoredImage image, Manifest manifest) {
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor blob = manifest.layers().get(i);
            Optional<Format> format = formatFor(blob);
            if (format.isEmpty()) {
                addAsItIs(blob);
            } else {
                addCompressed(image.config().diffIds().get(i), blob, format.get());
            }
        }
        addAsItIs(manifest.config());
    }

    /** Empty when the blob is pushed as it is. */
    private Optional<Format> formatFor(Descriptor blob) {
        boolean gzip = blob.mediaType().endsWith("gzip");
        boolean zstd = blob.mediaType().endsWith("zstd");
        if (compression.format().isEmpty()) {
            return gzip || zstd ? Optional.empty() : Optional.of(Format.GZIP);
        }
        Format wanted = compression.format().get();
        boolean isSo = wanted == Format.GZIP ? gzip : zstd;
        // Another level is another archive.
        return isSo && compression.level().isEmpty() ? Optional.empty() : Optional.of(wanted);
    }

    private void addCompressed(Digest diffId, Descriptor blob, Format format) {
        Path file = store.blobFile(blob.digest());
        int level = compression.level().orElse(format.usual());
        AtomicLong told = new AtomicLong();
        parts.add(part(blob.digest(), () -> {
            CompressedLayers.Compressed made = compressed.compress(diffId, file, format, level, bytes -> tell(blob, bytes, told));
            return new ImagePush.Prepared(made.blob(), content(made.file()));
        }));
    }

    private void tell(Descriptor blob, long bytes, AtomicLong told) {
        if (bytes - told.get() >= 8 << 20) {
            told.set(bytes);
            events.accept(new Event.Progress(blob.digest().hex().substring(0, 12), "Compressing", bytes, Optional.empty()));
        }
    }

    private interface Preparing {
        ImagePush.Prepared prepare() throws IOException;
    }

    private static ImagePush.Part part(Digest digest, Preparing preparing) {
        return new ImagePush.Part() {
            @Override
            public String name() {
                return digest.hex();
            }

            @Override
            public ImagePush.Prepared prepare() throws IOException {
                return preparing.prepare();
            }
        };
    }

    private static BlobContent content(Path file) {
        return from -> {
            if (!Files.exists(file)) {
                throw new EngineException(FailureKind.ENGINE, "cannot read blob", file.toString(), "it is missing", "'groovebox system check' looks further");
            }
            return Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ).position(from));
        };
    }

    /** As it is stored when no layer has changed: then its digest is the one that it has here. */
    private static ManifestContent assembled(Manifest manifest, ManifestContent asStored, List<Descriptor> blobs) {
        List<Descriptor> layers = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor before = manifest.layers().get(i);
            Descriptor now = blobs.get(i);
            changed |= !now.digest().equals(before.digest());
            layers.add(now.withAnnotations(before.annotations()));
        }
        if (!changed) {
            return asStored;
        }
        Descriptor config = manifest.config();
        Descriptor ociConfig = Descriptor.of(MediaTypes.OCI_CONFIG, config.digest(), config.size());
        byte[] bytes = new Manifest(MediaTypes.OCI_MANIFEST, ociConfig, layers.stream().map(StoredParts::asOci).toList(),
                manifest.annotations()).write();
        return new ManifestContent(MediaTypes.OCI_MANIFEST, Digests.of("sha256", bytes), bytes);
    }

    private static Descriptor asOci(Descriptor layer) {
        String type = layer.mediaType().equals(MediaTypes.DOCKER_LAYER_GZIP) ? MediaTypes.OCI_LAYER_GZIP : layer.mediaType();
        return Descriptor.of(type, layer.digest(), layer.size()).withAnnotations(layer.annotations());
    }
}
