package dev.groovebox.sandbox.build.cache;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.image.CachedContent;
import dev.groovebox.sandbox.image.LayerStore;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What steps have made before. An entry whose layer has been removed since counts for nothing. */
public final class BuildCache implements CachedContent {
    private final EnginePaths paths;
    private final LayerStore layers;

    public BuildCache(EnginePaths paths, LayerStore layers) {
        this.paths = paths;
        this.layers = layers;
    }

    /** @param layer absent for a step that changed no file, or that only the time is kept of */
    public record Made(Optional<StoredLayer> layer, Instant created) {}

    public Optional<Made> find(CacheKey key) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(paths.buildStep(key.hex()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Optional<Made> made = parse(bytes);
        if (made.isPresent() && made.get().layer().isPresent() && !layers.has(made.get().layer().get())) {
            return Optional.empty();
        }
        return made;
    }

    /** All layers that an entry names, also those that have been removed since. */
    @Override
    public List<CachedLayer> layers() throws IOException {
        List<CachedLayer> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(paths.buildSteps())) {
            for (Path entry : entries) {
                Optional<Made> made = parse(Files.readAllBytes(entry));
                made.flatMap(Made::layer).ifPresent(layer -> found.add(new CachedLayer(layer, made.get().created())));
            }
        } catch (NoSuchFileException e) {
            return found; // nothing was ever built, or another process has just emptied the cache
        }
        return found;
    }

    /** A power cut may have left anything here; the step is then run again, and writes a good one. */
    private static Optional<Made> parse(byte[] bytes) {
        try {
            JsonObject json = Json.readObject(bytes);
            Optional<StoredLayer> layer = json.object("blob").map(blob -> StoredLayer.of(
                    Digest.parse(json.requireText("diffId")), Descriptor.fromJson(blob)));
            return Optional.of(new Made(layer, Instant.parse(json.requireText("created"))));
        } catch (IllegalArgumentException | java.time.format.DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public void put(CacheKey key, Made made) throws IOException {
        JsonObject.Builder json = JsonObject.builder().put("created", made.created().toString());
        made.layer().ifPresent(layer ->
                json.put("diffId", layer.diffId().toString()).put("blob", layer.blob().toJson()));
        Path file = paths.buildStep(key.hex());
        Files.createDirectories(file.getParent());
        AtomicFiles.write(file, Json.write(json.build()), AtomicFiles.Durability.EPHEMERAL);
    }
}
