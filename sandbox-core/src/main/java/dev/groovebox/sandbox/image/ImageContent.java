package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All the blobs and layers that images stand on, for telling what only one of them does. */
final class ImageContent {
    /** Signatures and the like are stored as manifests too, with a configuration of another kind. */
    private static final Set<String> CONFIGS = Set.of(MediaTypes.OCI_CONFIG, MediaTypes.DOCKER_CONFIG);

    private final ImageReader reader;
    private final ImageLayout layout;
    private final Set<Digest> blobs = new LinkedHashSet<>();
    private final Set<Digest> diffIds = new LinkedHashSet<>();
    private boolean damaged;

    ImageContent(ImageReader reader, ImageLayout layout) {
        this.reader = reader;
        this.layout = layout;
    }

    /** Adds an entry of the index with all platforms it has; what is not stored adds nothing. */
    void add(Descriptor entry) throws IOException {
        if (blobs.contains(entry.digest())) {
            return;
        }
        if (!layout.has(entry)) {
            blobs.add(entry.digest());
            return;
        }
        try {
            addWhatItLeadsTo(entry);
        } catch (EngineException | IllegalArgumentException e) {
            // One image that can't be read must not keep the others from being removed.
            damaged = true;
        }
        // After what it leads to: deletion goes in this order.
        blobs.add(entry.digest());
    }

    private void addWhatItLeadsTo(Descriptor entry) throws IOException {
        if (MediaTypes.INDEXES.contains(entry.mediaType())) {
            for (Descriptor nested : Index.parse(layout.read(entry)).manifests()) {
                add(nested);
            }
        } else {
            addImage(Manifest.parse(layout.read(entry)));
        }
    }

    private void addImage(Manifest manifest) throws IOException {
        for (Descriptor layer : manifest.layers()) {
            blobs.add(layer.digest());
        }
        if (CONFIGS.contains(manifest.config().mediaType()) && layout.has(manifest.config())) {
            diffIds.addAll(reader.config(manifest).diffIds());
        }
        blobs.add(manifest.config().digest());
    }

    void add(StoredLayer layer) {
        blobs.add(layer.blob().digest());
        diffIds.add(layer.diffId());
    }

    /** Something was there that could not be read, so that what it leads to is not known. */
    boolean isDamaged() {
        return damaged;
    }

    boolean hasBlob(Digest blob) {
        return blobs.contains(blob);
    }

    boolean hasLayer(Digest diffId) {
        return diffIds.contains(diffId);
    }

    Set<Digest> blobs() {
        return Collections.unmodifiableSet(blobs);
    }

    Set<Digest> diffIds() {
        return Collections.unmodifiableSet(diffIds);
    }

    List<Digest> blobsWithout(ImageContent other) {
        List<Digest> only = new ArrayList<>(blobs);
        only.removeAll(other.blobs);
        return only;
    }

    /** Topmost first, as docker lists deleted layers. */
    List<Digest> diffIdsWithout(ImageContent other) {
        List<Digest> only = new ArrayList<>(diffIds);
        only.removeAll(other.diffIds);
        Collections.reverse(only);
        return only;
    }
}
