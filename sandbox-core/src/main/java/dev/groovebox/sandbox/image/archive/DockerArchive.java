package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.image.layer.Compression;
import dev.groovebox.sandbox.image.layer.LayerClaims;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code docker save} writes (moby, image/tarexport): manifest.json lists images with the names of their
 * configurations and layers. There are no digests of layers in it but those that the configurations have.
 */
final class DockerArchive {
    static final String LIST = "manifest.json";

    private final ArchiveFiles files;

    DockerArchive(ArchiveFiles files) {
        this.files = files;
    }

    /** @param wanted one of the names in the archive; absent: all images */
    List<ArchivedImage> images(Optional<String> wanted) throws IOException {
        Optional<Reference> name = wanted.map(text -> Reference.parse(text).withDefaultTag());
        List<ArchivedImage> images = new ArrayList<>();
        for (JsonValue line : Json.readArray(files.document(LIST))) {
            if (!(line instanceof JsonObject image)) {
                throw new IllegalArgumentException(LIST + " lists something else than images");
            }
            if (name.isEmpty() || namesOf(image).contains(name.get())) {
                images.add(read(image));
            }
        }
        return images;
    }

    private static List<Reference> namesOf(JsonObject image) {
        return image.texts("RepoTags").stream().map(text -> Reference.parse(text).withDefaultTag()).toList();
    }

    private ArchivedImage read(JsonObject image) throws IOException {
        byte[] bytes = files.document(image.requireText("Config"));
        ImageConfig config = ImageConfig.parse(bytes);
        List<String> layerFiles = image.texts("Layers");
        if (layerFiles.size() != config.diffIds().size()) {
            throw new IllegalArgumentException(LIST + " lists " + layerFiles.size()
                    + " layers of an image, its configuration " + config.diffIds().size());
        }
        if (layerFiles.size() > Manifest.MOST_LAYERS) {
            throw new IllegalArgumentException(
                    layerFiles.size() + " layers are more than the kernel takes, " + Manifest.MOST_LAYERS);
        }
        List<IncomingLayer> layers = new ArrayList<>();
        for (int i = 0; i < layerFiles.size(); i++) {
            layers.add(layer(layerFiles.get(i), config.diffIds().get(i)));
        }
        return new ArchivedImage(namesOf(image), new ArchivedImage.Origin.Made(bytes), layers, List.of());
    }

    /** Docker's own layers are not compressed; those of other tools may be, under the same names. */
    private IncomingLayer layer(String name, Digest diffId) throws IOException {
        ArchiveFiles.Part part = files.find(name).orElseThrow(() -> new IOException("layer '" + name + "' is missing"));
        Compression compression;
        try (InputStream in = part.content().open()) {
            compression = Compression.detect(in).compression();
        }
        LayerClaims claims = compression == Compression.NONE
                ? LayerClaims.of(diffId, Descriptor.of(MediaTypes.OCI_LAYER, diffId, part.size()))
                : LayerClaims.ofDiffId(diffId);
        return new IncomingLayer(ArchiveReader.shortName(diffId), claims, part.content());
    }
}
