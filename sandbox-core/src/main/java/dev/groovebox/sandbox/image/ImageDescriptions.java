package dev.groovebox.sandbox.image;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.History;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.operation.HistoryLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells of one image what {@code inspect} and {@code history} print. */
public final class ImageDescriptions {
    private final ImageStore store;

    public ImageDescriptions(ImageStore store) {
        this.store = store;
    }

    /** In the shape of docker's {@code image inspect} (moby, api/types ImageInspect), with our own members under "Groovebox". */
    public JsonObject inspect(StoredImage image) throws IOException {
        ImageConfig config = image.config();
        JsonObject raw = Json.readObject(store.configBytes(image));
        Manifest manifest = store.manifest(image);
        JsonObject.Builder json = JsonObject.builder()
                .put("Id", image.id().toString())
                .putTexts("RepoTags", image.names())
                .putTexts("RepoDigests", repositoryDigests(image))
                .put("Parent", "")
                .put("Comment", lastComment(config))
                .put("Created", raw.text("created").orElse(""))
                .put("Author", config.author().orElse(""))
                .put("Architecture", config.platform().architecture());
        if (!config.platform().variant().isEmpty()) {
            json.put("Variant", config.platform().variant());
        }
        return json.put("Os", config.platform().os())
                .put("Config", raw.object("config").orElse(JsonObject.EMPTY))
                .put("Size", image.sizeBytes())
                .put("VirtualSize", image.sizeBytes())
                .put("GraphDriver", graphDriver(config))
                .put("RootFS", rootFilesystem(config))
                .put("Groovebox", manifestDocument(image, manifest))
                .build();
    }

    private static List<String> repositoryDigests(StoredImage image) {
        return image.names().stream()
                .map(name -> Reference.parse(name).familiarName() + "@" + image.stored())
                .distinct()
                .toList();
    }

    private static String lastComment(ImageConfig config) {
        List<History> history = config.history();
        return history.isEmpty() ? "" : history.get(history.size() - 1).comment();
    }

    private JsonObject graphDriver(ImageConfig config) {
        List<String> folders = new ArrayList<>();
        for (int i = config.diffIds().size() - 1; i >= 0; i--) {
            folders.add(store.layers().folder(config.diffIds().get(i)).toString());
        }
        JsonObject data = JsonObject.builder().put("LowerDir", String.join(":", folders)).build();
        return JsonObject.builder().put("Data", data).put("Name", "overlay").build();
    }

    private static JsonObject rootFilesystem(ImageConfig config) {
        return JsonObject.builder()
                .put("Type", "layers")
                .putTexts("Layers", config.diffIds().stream().map(Digest::toString).toList())
                .build();
    }

    private static JsonObject manifestDocument(StoredImage image, Manifest manifest) {
        return JsonObject.builder()
                .put("Digest", image.stored().toString())
                .put("Manifest", image.manifest().toString())
                .put("MediaType", manifest.mediaType())
                .putObjects("Layers", manifest.layers().stream().map(Descriptor::toJson).toList())
                .build();
    }

    /** Newest first, as docker lists it. Layers of which the history tells nothing have a line too. */
    public List<HistoryLine> history(StoredImage image) throws IOException {
        List<StoredLayer> layers = store.storedLayers(image);
        List<HistoryLine> lines = new ArrayList<>();
        int next = 0;
        for (History line : image.config().history()) {
            if (line.emptyLayer() || next == layers.size()) {
                lines.add(0, new HistoryLine(Optional.empty(), line.created(), line.createdBy(), 0, line.comment()));
            } else {
                lines.add(0, ofLayer(layers.get(next++), line));
            }
        }
        for (; next < layers.size(); next++) {
            lines.add(0, ofLayer(layers.get(next), new History(image.config().created(), "", "", false)));
        }
        return lines;
    }

    private static HistoryLine ofLayer(StoredLayer layer, History line) {
        return new HistoryLine(
                Optional.of(layer.diffId().toString()), line.created(), line.createdBy(), layer.sizeBytes(), line.comment());
    }
}
