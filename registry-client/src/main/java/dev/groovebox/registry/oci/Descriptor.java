package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Points to a blob (image-spec, descriptor.md). */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Map<String, String> annotations,
        Optional<Platform> platform,
        List<String> urls,
        Optional<String> artifactType) {
    /** The annotation by which an image layout names an image (image-spec, annotations.md). */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    public Descriptor {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        urls = List.copyOf(urls);
        if (size < 0) {
            throw new JsonException("'size' of " + digest + " is negative");
        }
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Map.of(), Optional.empty(), List.of(), Optional.empty());
    }

    public Descriptor withAnnotations(Map<String, String> values) {
        return new Descriptor(mediaType, digest, size, values, platform, urls, artifactType);
    }

    public Descriptor withPlatform(Platform value) {
        return new Descriptor(mediaType, digest, size, annotations, Optional.of(value), urls, artifactType);
    }

    public Optional<String> annotation(String name) {
        return Optional.ofNullable(annotations.get(name));
    }

    /** @throws IllegalArgumentException when it is no descriptor */
    public static Descriptor fromJson(JsonObject json) {
        return new Descriptor(
                json.requireText("mediaType"),
                Digest.parse(json.requireText("digest")),
                json.requireInteger("size"),
                json.textMap("annotations"),
                json.object("platform").map(Platform::fromJson),
                json.texts("urls"),
                json.text("artifactType"));
    }

    public JsonObject toJson() {
        JsonObject.Builder json = JsonObject.builder()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size);
        if (!urls.isEmpty()) {
            json.putTexts("urls", urls);
        }
        if (!annotations.isEmpty()) {
            json.putTextMap("annotations", annotations);
        }
        platform.ifPresent(value -> json.put("platform", value.toJson()));
        artifactType.ifPresent(value -> json.put("artifactType", value));
        return json.build();
    }
}
