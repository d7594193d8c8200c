package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.image.ReceivedImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.StoredIndex;
import dev.groovebox.sandbox.image.layer.Compression;
import dev.groovebox.sandbox.image.layer.HashedInput;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.operation.ArchiveForm;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import dev.groovebox.sandbox.linux.file.FileCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes images of the store into archives and image layouts that other tools read. */
public final class ArchiveWriter {
    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final byte[] LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final EventSink events;

    public ArchiveWriter(EnginePaths paths, FileCalls calls, ImageStore store, EventSink events) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.events = events;
    }

    /**
     * An image and the names that the archive is to give it.
     *
     * @param names docker's archives and ours take full references; an image layout's may be any text
     */
    public record Named(StoredImage image, List<String> names) {
        public static Named of(StoredImage image, List<Reference> names) {
            return new Named(image, names.stream().map(Reference::full).toList());
        }
    }

    /** @param out is closed */
    public void write(List<Named> images, ArchiveForm form, Compression compression, OutputStream out) throws IOException {
        try (TarTarget target = new TarTarget(compression.pack(out))) {
            if (form == ArchiveForm.OCI_ARCHIVE) {
                writeLayout(images, Index.EMPTY, target);
            } else {
                writeDocker(images, target);
            }
            target.finish();
        }
    }

    /** Adds images to an image layout; names that others in it have go over. */
    public void writeFolder(List<Named> images, Path folder) throws IOException {
        Path list = folder.resolve(OciArchive.LIST);
        Index present = Files.exists(list) ? Index.parseLayout(Files.readAllBytes(list)) : Index.EMPTY;
        try (FolderTarget target = new FolderTarget(folder)) {
            writeLayout(images, present, target);
            target.finish();
        }
    }

    private void writeLayout(List<Named> images, Index present, ArchiveTarget target) throws IOException {
        target.file("oci-layout", LAYOUT);
        List<Descriptor> entries = new ArrayList<>(present.manifests());
        Set<Digest> written = new HashSet<>();
        for (Named named : images) {
            // An index goes out when more of it is here than this machine's image, as containerd has it.
            Optional<StoredIndex> index = store.index(named.image()).filter(StoredIndex::hasOtherPlatforms);
            Descriptor top = index.isPresent()
                    ? writeIndex(index.get(), written, target)
                    : writeImage(named.image(), written, target);
            addEntries(entries, named, top);
        }
        // Last, so that whoever sees it finds all that it leads to.
        target.file(OciArchive.LIST, Index.EMPTY.withManifests(entries).write());
    }

    private Descriptor writeIndex(StoredIndex index, Set<Digest> written, ArchiveTarget target) throws IOException {
        for (Descriptor layer : index.layers()) {
            writeBlob(layer, written, target);
        }
        for (Descriptor config : index.configs()) {
            writeDocument(store.read(config), written, target);
        }
        for (ReceivedImage.Document manifest : index.manifests()) {
            writeDocument(manifest, written, target);
        }
        Descriptor top = index.manifests().get(index.manifests().size() - 1).descriptor();
        return Descriptor.of(top.mediaType(), top.digest(), top.size());
    }

    private Descriptor writeImage(StoredImage image, Set<Digest> written, ArchiveTarget target) throws IOException {
        ReceivedImage contents = store.contents(image);
        for (StoredLayer layer : contents.layers()) {
            writeBlob(layer.blob(), written, target);
        }
        for (ReceivedImage.Document document : contents.documents()) {
            writeDocument(document, written, target);
        }
        return contents.top().withPlatform(image.config().platform());
    }

    private void writeBlob(Descriptor blob, Set<Digest> written, ArchiveTarget target) throws IOException {
        if (written.add(blob.digest())) {
            target.file(blob(blob), blob.size(), content(blob));
        }
    }

    private static void writeDocument(ReceivedImage.Document document, Set<Digest> written, ArchiveTarget target)
            throws IOException {
        if (written.add(document.descriptor().digest())) {
            target.file(blob(document.descriptor()), document.content());
        }
    }

    private static void addEntries(List<Descriptor> entries, Named named, Descriptor top) {
        for (String name : named.names()) {
            Map<String, String> annotations = new LinkedHashMap<>();
            annotations.put(Descriptor.REF_NAME, name);
            if (name.contains("/")) {
                annotations.put(CONTAINERD_NAME, name);
            }
            entries.removeIf(entry -> entry.annotation(Descriptor.REF_NAME).filter(name::equals).isPresent());
            entries.add(top.withAnnotations(annotations));
        }
        if (named.names().isEmpty() && entries.stream().noneMatch(entry -> entry.digest().equals(top.digest()))) {
            entries.add(top);
        }
    }

    private static String blob(Descriptor descriptor) {
        return "blobs/" + descriptor.digest().algorithm() + "/" + descriptor.digest().hex();
    }

    /** Docker's form has neither manifests nor digests: layers are found by the names of their files. */
    private void writeDocker(List<Named> images, ArchiveTarget target) throws IOException {
        List<JsonObject> list = new ArrayList<>();
        Set<String> written = new HashSet<>();
        try (StagingArea staging = StagingArea.open(paths, calls)) {
            for (Named named : images) {
                List<String> layerFiles = new ArrayList<>();
                ReceivedImage contents = store.contents(named.image());
                for (StoredLayer layer : contents.layers()) {
                    layerFiles.add(writeDockerLayer(layer, written, staging, target));
                }
                String config = named.image().id().hex() + ".json";
                if (written.add(config)) {
                    target.file(config, contents.documents().get(1).content());
                }
                list.add(JsonObject.builder()
                        .put("Config", config)
                        .putTexts("RepoTags", named.names().stream().map(name -> Reference.parse(name).familiar()).toList())
                        .putTexts("Layers", layerFiles)
                        .build());
            }
        }
        target.file(DockerArchive.LIST, Json.write(new JsonValue.Array(List.copyOf(list))));
    }

    /** Docker and podman read gzip inside too, so that nothing need be compressed again; zstd only their newer versions. */
    private String writeDockerLayer(StoredLayer layer, Set<String> written, StagingArea staging, ArchiveTarget target)
            throws IOException {
        String name = layer.diffId().hex() + ".tar";
        if (!written.add(name)) {
            return name;
        }
        Compression compression;
        try (InputStream in = store.openBlob(layer.blob())) {
            compression = Compression.detect(in).compression();
        }
        if (compression == Compression.ZSTD) {
            Path plain = staging.newPath();
            try (InputStream in = content(layer.blob()).open()) {
                Files.copy(Compression.detect(in).plain(), plain);
                HashedInput.drain(in); // what follows the last frame belongs to the digest
            }
            target.file(name, Files.size(plain), () -> Files.newInputStream(plain));
            Files.delete(plain);
        } else {
            target.file(name, layer.blob().size(), content(layer.blob()));
        }
        return name;
    }

    private IncomingLayer.Content content(Descriptor blob) {
        String name = ArchiveReader.shortName(blob.digest());
        return () -> new SavedBlob(store.openBlob(blob), blob, read -> events.accept(
                read < blob.size()
                        ? new Event.Progress(name, "Saving", read, Optional.of(blob.size()))
                        : new Event.ProgressDone(name, "Saved", read)));
    }
}
