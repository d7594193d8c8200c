package dev.groovebox.sandbox.build;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.build.cache.BuildCache;
import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.NewImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.archive.ArchiveWriter;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Carries a build's cache to other machines and back: as an image like any other, whose layers are the steps' and whose
 * one label says which key each is of. So whatever holds images holds caches: an image layout, a registry.
 */
final class CacheTransfer {
    private static final String LABEL = "dev.groovebox.build.cache";

    private final BuildSession session;

    private final List<CachePlace> from;
    private final List<CachePlace> to;

    CacheTransfer(BuildSession session) {
        this.session = session;
        this.from = places(CachePlace.Way.FROM, session.options().cacheFrom());
        this.to = places(CachePlace.Way.TO, session.options().cacheTo());
    }

    private static List<CachePlace> places(CachePlace.Way way, List<String> texts) {
        return texts.stream().map(text -> CachePlace.parse(way, text)).toList();
    }

    /** A cache that can't be had costs time and nothing else. */
    void read() throws IOException, InterruptedException {
        for (CachePlace place : from) {
            try {
                take(image(place));
            } catch (EngineException | IOException e) {
                session.events.accept(new Event.Warning("the cache of " + place.text() + " is not used: " + Failure.reasonOf(e)));
            }
        }
    }

    private StoredImage image(CachePlace place) throws IOException, InterruptedException {
        return place.folder().isPresent()
                ? session.resolver.resolveOrPull(place.folder().get().text(), Optional.empty(), session.events)
                : session.resolver.fetch(place.reference(), session.events);
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
            JsonObject entries = Json.readObject(text.getBytes(StandardCharsets.UTF_8));
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

    /**
     * The image is made and has its names by now: they stay when a cache can't be written.
     *
     * @param result the image's own layers
     */
    void write(List<StoredLayer> result) throws IOException, InterruptedException {
        for (CachePlace place : to) {
            try {
                write(place, made(place.resultOnly() ? result::contains : layer -> true));
            } catch (EngineException | IOException e) {
                EngineException told = unwritten(place, e);
                if (!place.mayFail()) {
                    throw told;
                }
                session.events.accept(new Event.Warning(told.getMessage()));
            }
        }
    }

    private static EngineException unwritten(CachePlace place, Exception e) {
        Optional<Failure> failure = e instanceof EngineException known ? Optional.of(known.failure()) : Optional.empty();
        String remedy = failure.map(Failure::remedy).filter(text -> !text.isEmpty()).map(text -> text + "; ").orElse("");
        return new EngineException(new Failure(
                failure.map(Failure::kind).orElse(FailureKind.ENGINE), "cannot write the cache to", place.text(),
                failure.map(Failure::cause).orElseGet(() -> Failure.reasonOf(e)), remedy + "the image itself is made"), e);
    }

    private void write(CachePlace place, NewImage made) throws IOException, InterruptedException {
        StoredImage image = session.store.add(made, List.of());
        if (place.folder().isPresent()) {
            List<String> names = List.of(place.folder().get().tag().orElse("cache"));
            new ArchiveWriter(session.paths, session.calls, session.store, session.events)
                    .writeFolder(List.of(new ArchiveWriter.Named(image, names)), place.folder().get().path());
        } else {
            session.resolver.push(image.stored().toString(), place.reference(), session.events);
        }
    }

    private NewImage made(Predicate<StoredLayer> wanted) {
        List<StoredLayer> layers = new ArrayList<>();
        JsonObject.Builder entries = JsonObject.builder();
        session.used().forEach((key, made) -> {
            StoredLayer layer = made.layer().orElseThrow();
            if (!wanted.test(layer)) {
                return;
            }
            int known = layers.indexOf(layer);
            entries.put(key, JsonObject.builder().put("layer", known < 0 ? layers.size() : known)
                    .put("created", made.created().toString()).build());
            if (known < 0) {
                layers.add(layer);
            }
        });
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(LABEL, Json.text(entries.build(), false));
        ImageConfig config = new ImageConfig(Optional.of(Instant.EPOCH), Optional.empty(), Platform.ofThisMachine(),
                Execution.EMPTY.withLabels(labels), layers.stream().map(StoredLayer::diffId).toList(), List.of());
        return NewImage.of(config.write(), layers);
    }
}
