package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image for one platform (image-spec, manifest.md), of OCI or docker's schema 2.
 *
 * @param layers lowest first
 */
public record Manifest(String mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
    /** Overlayfs takes 500 lower folders at most (fs/overlayfs, OVL_MAX_STACK). */
    public static final int MOST_LAYERS = 499;

    public Manifest {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    public static Manifest of(Descriptor config, List<Descriptor> layers) {
        return new Manifest(MediaTypes.OCI_MANIFEST, config, layers, Map.of());
    }

    /** @throws IllegalArgumentException when the bytes are no manifest, or an index at the same time */
    public static Manifest parse(byte[] bytes) {
        JsonObject json = Json.readObject(bytes);
        if (json.requireInteger("schemaVersion") != 2) {
            throw new JsonException("'schemaVersion' is not 2");
        }
        // CVE-2021-41190: one document that two readers take for two different things.
        if (json.has("manifests")) {
            throw new JsonException("a manifest that is an index too");
        }
        String mediaType = json.text("mediaType").orElse(MediaTypes.OCI_MANIFEST);
        if (!MediaTypes.MANIFESTS.contains(mediaType)) {
            throw new JsonException("'mediaType' is not an image manifest's: " + mediaType);
        }
        List<Descriptor> layers = new ArrayList<>();
        for (JsonObject layer : json.objects("layers")) {
            layers.add(Descriptor.fromJson(layer));
        }
        if (layers.size() > MOST_LAYERS) {
            throw new JsonException(layers.size() + " layers are more than the kernel takes, " + MOST_LAYERS);
        }
        return new Manifest(
                mediaType, Descriptor.fromJson(json.requireObject("config")), layers, json.textMap("annotations"));
    }

    public byte[] write() {
        JsonObject.Builder json = JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", mediaType)
                .put("config", config.toJson())
                .putObjects("layers", layers.stream().map(Descriptor::toJson).toList());
        if (!annotations.isEmpty()) {
            json.putTextMap("annotations", annotations);
        }
        return Json.write(json.build());
    }
}
