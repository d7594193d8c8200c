package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list of manifests (image-spec, image-index.md): an image for many platforms, or a layout's index.json. */
public record Index(String mediaType, List<Descriptor> manifests, Map<String, String> annotations) {
    public static final Index EMPTY = new Index(MediaTypes.OCI_INDEX, List.of(), Map.of());

    public Index {
        manifests = List.copyOf(manifests);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    public Index withManifests(List<Descriptor> value) {
        return new Index(mediaType, value, annotations);
    }

    /**
     * The manifest for a platform, as containerd chooses: the nearest variant that it can run. An entry that says nothing
     * of platforms will do when it is the only one.
     */
    public Optional<Descriptor> forPlatform(Platform wanted) {
        if (manifests.size() == 1 && manifests.get(0).platform().isEmpty()) {
            return Optional.of(manifests.get(0));
        }
        Descriptor nearest = null;
        for (Descriptor entry : manifests) {
            boolean fits = entry.platform().filter(wanted::canRun).isPresent();
            if (fits && (nearest == null || variant(entry).compareTo(variant(nearest)) > 0)) {
                nearest = entry;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private static String variant(Descriptor entry) {
        return entry.platform().orElseThrow().impliedVariant();
    }

    /** @throws IllegalArgumentException when the bytes are no index, or a manifest at the same time */
    public static Index parse(byte[] bytes) {
        return fromJson(Json.readObject(bytes));
    }

    /** Of a layout's index.json, which grows with the images that it lists. */
    public static Index parseLayout(byte[] bytes) {
        return fromJson(Json.readObjectOfAnySize(bytes));
    }

    private static Index fromJson(JsonObject json) {
        if (json.requireInteger("schemaVersion") != 2) {
            throw new JsonException("'schemaVersion' is not 2");
        }
        // CVE-2021-41190: one document that two readers take for two different things.
        if (json.has("config") || json.has("layers")) {
            throw new JsonException("an index that is a manifest too");
        }
        String mediaType = json.text("mediaType").orElse(MediaTypes.OCI_INDEX);
        if (!MediaTypes.INDEXES.contains(mediaType)) {
            throw new JsonException("'mediaType' is not an index's: " + mediaType);
        }
        List<Descriptor> manifests = new ArrayList<>();
        for (JsonObject manifest : json.objects("manifests")) {
            manifests.add(Descriptor.fromJson(manifest));
        }
        return new Index(mediaType, manifests, json.textMap("annotations"));
    }

    public byte[] write() {
        JsonObject.Builder json = JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", mediaType)
                .putObjects("manifests", manifests.stream().map(Descriptor::toJson).toList());
        if (!annotations.isEmpty()) {
            json.putTextMap("annotations", annotations);
        }
        return Json.write(json.build());
    }
}
