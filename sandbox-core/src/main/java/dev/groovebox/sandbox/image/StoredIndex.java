package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How much of an index over several platforms is here: of other platforms' images mostly nothing. */
public final class StoredIndex {
    private static final int MOST_NESTED = 4;

    private final ImageLayout layout;
    private final List<ReceivedImage.Document> manifests = new ArrayList<>();
    private final List<Descriptor> configs = new ArrayList<>();
    private final List<Descriptor> layers = new ArrayList<>();
    /** Each is read once, however often indexes name it. */
    private final Set<Digest> seen = new HashSet<>();
    private final List<Here> images = new ArrayList<>();
    private boolean whole = true;

    /** An image of which all is here, and what leads to it. */
    private record Here(Descriptor entry, ImageReader.Loaded image) {
        /** What builders add of how an image was made: nothing to run. */
        boolean isAttestation() {
            return entry.platform().filter(platform -> platform.os().equals("unknown")).isPresent();
        }
    }

    private StoredIndex(ImageLayout layout) {
        this.layout = layout;
    }

    static StoredIndex of(ImageLayout layout, Descriptor top) throws IOException {
        StoredIndex index = new StoredIndex(layout);
        index.add(top, 0);
        return index;
    }

    private void add(Descriptor descriptor, int depth) throws IOException {
        if (!seen.add(descriptor.digest())) {
            return;
        }
        boolean index = MediaTypes.INDEXES.contains(descriptor.mediaType());
        if (!isHere(descriptor) || depth > MOST_NESTED || !index && !MediaTypes.MANIFESTS.contains(descriptor.mediaType())) {
            whole = false;
            return;
        }
        byte[] bytes = layout.read(descriptor);
        if (index) {
            for (Descriptor child : Index.parse(bytes).manifests()) {
                add(child, depth + 1);
            }
        } else if (!addImage(descriptor, Manifest.parse(bytes))) {
            whole = false;
            return;
        }
        manifests.add(new ReceivedImage.Document(descriptor, bytes));
    }

    private boolean addImage(Descriptor entry, Manifest manifest) {
        if (!isHere(manifest.config()) || !manifest.layers().stream().allMatch(this::isHere)) {
            return false;
        }
        configs.add(manifest.config());
        layers.addAll(manifest.layers());
        images.add(new Here(entry, new ImageReader.Loaded(entry.digest(), manifest)));
        return true;
    }

    /** One that the disk has damaged is here too: its reader tells of it. */
    private boolean isHere(Descriptor blob) {
        return Files.isRegularFile(layout.blob(blob.digest()));
    }

    /** Nothing that it leads to is missing. */
    public boolean isWhole() {
        return whole;
    }

    public boolean hasOtherPlatforms() {
        return images.size() > 1;
    }

    /** Of which all is here. */
    List<ImageReader.Loaded> images() {
        return images.stream().filter(here -> !here.isAttestation()).map(Here::image).toList();
    }

    /** The one for a platform, when all of it is here. */
    Optional<ImageReader.Loaded> image(Platform wanted) {
        Index here = Index.EMPTY.withManifests(images.stream().map(Here::entry).toList());
        return here.forPlatform(wanted).flatMap(chosen ->
                images.stream().filter(image -> image.entry.equals(chosen)).map(Here::image).findFirst());
    }

    /** Those of which all is here, and the indexes; those that others refer to first. */
    public List<ReceivedImage.Document> manifests() {
        return List.copyOf(manifests);
    }

    public List<Descriptor> configs() {
        return List.copyOf(configs);
    }

    public List<Descriptor> layers() {
        return List.copyOf(layers);
    }
}
