package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A layer whose blob and unpacked folder are both in the store.
 *
 * @param diffId the digest of the uncompressed tar
 * @param blob the archive as it is stored
 * @param sizeBytes of the files in it
 */
public record StoredLayer(Digest diffId, Descriptor blob, long sizeBytes) {
    /** Kept with the blob's descriptor in manifests of ours; those of others don't say it. */
    private static final String SIZE = "dev.groovebox.layer.size";

    /** Of a layer as a manifest has it. Without our word for the size, the archive's own stands for it. */
    public static StoredLayer of(Digest diffId, Descriptor blob) {
        return new StoredLayer(diffId, blob, blob.annotation(SIZE).map(Long::valueOf).orElse(blob.size()));
    }

    static StoredLayer written(Digest diffId, Descriptor blob, long sizeBytes) {
        Map<String, String> annotations = new LinkedHashMap<>(blob.annotations());
        annotations.put(SIZE, Long.toString(sizeBytes));
        return new StoredLayer(diffId, blob.withAnnotations(annotations), sizeBytes);
    }
}
