package dev.groovebox.sandbox.build;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.build.cache.BuildCache;
import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.NewImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.archive.ArchiveKind;
import dev.groovebox.sandbox.image.archive.ArchiveWriter;
import dev.groovebox.sandbox.image.archive.ImageTransport;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries a build's cache to other machines and back: as an image like any other, whose layers are the steps' and whose
 * one label says which key each is of. So whatever holds images holds caches: an image layout, a registry.
 */
final class CacheTransfer {
    private static final String LABEL = "dev.groovebox.build.cache";

    private final BuildSession session;

    CacheTransfer(BuildSession session) {
        this.session = session;
    }

    /** A cache that can't be had costs time and nothing else. */
    void read() throws IOException, InterruptedException {
        for (String place : session.options().cacheFrom()) {
            try {
                take(image(place));
            } catch (EngineException | IOException e) {
                session.events.accept(new Event.Warning("the cache of " + place + " is not used: " + Failure.reasonOf(e)));
            }
        }
    }

    private StoredImage image(String place) throws IOException, InterruptedException {
        return ImageTransport.of(place).isPresent()
                ? session.resolver.resolveOrPull(place, session.events)
                : session.resolver.pull(place, Optional.empty(), session.events);
    }

    private void take(StoredImage image) throws IOException {
        String text = image.config().execution().labels().getOrDefault(LABEL, "");
        if (text.isEmpty()) {
            throw new EngineException(FailureKind.INVALID, "cannot use cache", String.join(", ", image.names()),
                    "the image holds none", "--cache-to makes one");
        }
        List<StoredLayer> layers = session.store.storedLayers(image);
        session.store.layerFolders(image);
        try {
            JsonObject entries = Json.readObject(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (String key : entries.members().keySet()) {
                JsonObject entry = entries.requireObject(key);
                take(key, layers.get(Math.toIntExact(entry.requireInteger("layer"))), Instant.parse(entry.requireText("created")));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException | DateTimeParseException e) {
            throw new EngineException(FailureKind.INVALID, "cannot use cache", String.join(", ", image.names()),
                    "it is damaged: " + e.getMessage(), "");
        }
    }

    /** What it says of a key is taken on trust, as the layers of an image are: whoever names a cache vouches for it. */
    private void take(String hex, StoredLayer layer, Instant created) throws IOException {
        if (hex.length() != 64 || !hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new IllegalArgumentException("'" + hex + "' is no key");
        }
        CacheKey key = new CacheKey(hex);
        if (session.cache.find(key).isEmpty()) {
            session.cache.put(key, new BuildCache.Made(Optional.of(layer), created));
        }
    }

    void write() throws IOException, InterruptedException {
        for (String place : session.options().cacheTo()) {
            Optional<ImageTransport> folder = ImageTransport.of(place);
            if (folder.isPresent() && folder.get().kind() != ArchiveKind.OCI_FOLDER) {
                throw new EngineException(FailureKind.INVALID, "cannot write the cache to", place,
                        "it is neither a folder nor a registry", "say oci:FOLDER or REGISTRY/NAME");
            }
            if (folder.isPresent()) {
                StoredImage image = session.store.add(made(), List.of());
                List<String> names = List.of(folder.get().tag().orElse("cache"));
                new ArchiveWriter(session.paths, session.calls, session.store, session.events)
                        .writeFolder(List.of(new ArchiveWriter.Named(image, names)), folder.get().path());
            } else {
                session.store.add(made(), List.of(Reference.parse(place).withDefaultTag()));
                session.resolver.push(place, session.events);
            }
        }
    }

    private NewImage made() {
        List<StoredLayer> layers = new ArrayList<>();
        JsonObject.Builder entries = JsonObject.builder();
        session.used().forEach((key, made) -> {
            int known = layers.indexOf(made.layer().orElseThrow());
            entries.put(key, JsonObject.builder().put("layer", known < 0 ? layers.size() : known)
                    .put("created", made.created().toString()).build());
            if (known < 0) {
                layers.add(made.layer().get());
            }
        });
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(LABEL, Json.text(entries.build(), false));
        ImageConfig config = new ImageConfig(Optional.of(Instant.EPOCH), Optional.empty(), Platform.ofThisMachine(),
                Execution.EMPTY.withLabels(labels), layers.stream().map(StoredLayer::diffId).toList(), List.of());
        return NewImage.of(config.write(), layers);
    }
}
