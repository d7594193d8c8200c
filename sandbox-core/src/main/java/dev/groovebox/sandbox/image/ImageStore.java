package dev.groovebox.sandbox.image;

import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The images of this machine: an OCI image layout that other tools read in place, and each layer unpacked once.
 * Readers take no lock and see whole states only; writers exclude each other for as long as index.json takes to write.
 */
public final class ImageStore {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageLayout layout;
    private final ImageReader reader;
    private final ImageLoader loader;
    private final LayerStore layers;

    public ImageStore(EnginePaths paths, FileCalls calls) {
        this.paths = paths;
        this.calls = calls;
        this.layout = new ImageLayout(paths);
        this.reader = new ImageReader(layout);
        this.loader = new ImageLoader(layout, reader);
        this.layers = new LayerStore(paths, calls, layout);
    }

    public LayerStore layers() {
        return layers;
    }

    ImageLayout layout() {
        return layout;
    }

    ImageReader reader() {
        return reader;
    }

    ImageLoader loader() {
        return loader;
    }

    /** @param name a reference, an id, the beginning of one, or a manifest's digest */
    public Optional<StoredImage> find(String name) throws IOException {
        Index index = layout.readIndex();
        Optional<ImageFinder.Found> found = new ImageFinder(reader, index).find(name);
        return found.isPresent() ? Optional.of(load(index, found.get())) : Optional.empty();
    }

    private StoredImage load(Index index, ImageFinder.Found found) throws IOException {
        return found.id().isPresent()
                ? loader.load(index, found.entry(), found.id().get())
                : loader.load(index, found.entry());
    }

    /** The same for a platform; empty also when the image is here for others only. An id is of one platform. */
    public Optional<StoredImage> find(String name, Platform platform) throws IOException {
        Index index = layout.readIndex();
        Optional<ImageFinder.Found> found = new ImageFinder(reader, index).find(name);
        if (found.isPresent() && found.get().id().isEmpty()) {
            return loader.load(index, found.get().entry(), platform);
        }
        return find(name).filter(image -> platform.accepts(image.config().platform()));
    }

    /** Whether all of an image is here, and this digest leads to it. */
    public boolean isHere(Digest stored, Digest imageId) throws IOException {
        return layout.readIndex().manifests().stream()
                .filter(entry -> entry.digest().equals(stored) && !ImageIndex.isRemoved(entry))
                .anyMatch(entry -> ImageIndex.idsOf(entry).contains(imageId));
    }

    /** A small blob, when it is here. */
    public Optional<byte[]> document(Descriptor descriptor) throws IOException {
        return layout.has(descriptor) ? Optional.of(layout.read(descriptor)) : Optional.empty();
    }

    /** A small blob that must be here. */
    public ReceivedImage.Document read(Descriptor document) throws IOException {
        return new ReceivedImage.Document(document, layout.read(document));
    }

    public boolean hasBlob(Descriptor blob) throws IOException {
        return layout.has(blob);
    }

    /** For reading; whether it is there is not looked at. */
    public Path blobFile(Digest digest) {
        return layout.blob(digest);
    }

    /** The names here that are of this repository, whatever its tag. */
    public List<Reference> namesIn(Reference repository) throws IOException {
        return layout.readIndex().manifests().stream()
                .filter(entry -> !ImageIndex.isRemoved(entry))
                .flatMap(entry -> ImageIndex.nameOf(entry).stream())
                .filter(name -> name.name().equals(repository.name()))
                .toList();
    }

    /** The image's entry of the index: a manifest, or an index of several. */
    public Descriptor entry(StoredImage image) throws IOException {
        return entry(layout.readIndex(), image.stored());
    }

    private Descriptor entry(Index index, Digest stored) {
        return index.manifests().stream()
                .filter(entry -> entry.digest().equals(stored))
                .findFirst()
                .orElseThrow(() -> ImageLayout.damaged(paths.imageIndex(), "image " + stored + " has gone from it"));
    }

    /** The image's manifest as it is stored. */
    public ManifestContent manifestContent(StoredImage image) throws IOException {
        byte[] bytes = layout.read(Descriptor.of(
                MediaTypes.OCI_MANIFEST, image.manifest(), Files.size(layout.blob(image.manifest()))));
        return new ManifestContent(Manifest.parse(bytes).mediaType(), image.manifest(), bytes);
    }

    /**
     * The image under a container, which may have been removed since, by force.
     *
     * @throws EngineException NOT_FOUND when not even its content is here
     */
    public StoredImage requireUnder(String imageId) throws IOException {
        Index index = layout.readIndex();
        for (Descriptor entry : index.manifests()) {
            Optional<Digest> id = ImageIndex.idsOf(entry).stream().filter(each -> each.toString().equals(imageId)).findFirst();
            if (id.isPresent()) {
                return loader.load(index, entry, id.get());
            }
        }
        return require(imageId);
    }

    /** @throws EngineException NOT_FOUND, with the nearest name that exists */
    public StoredImage require(String name) throws IOException {
        Optional<StoredImage> found = find(name);
        if (found.isPresent()) {
            return found.get();
        }
        throw notFound(name, layout.readIndex());
    }

    /**
     * The same for a platform.
     *
     * @param platform absent for this machine's, or whatever is here
     */
    public StoredImage require(String name, Optional<Platform> platform) throws IOException {
        StoredImage usual = require(name);
        if (platform.isEmpty()) {
            return usual;
        }
        return find(name, platform.get()).orElseThrow(() -> new EngineException(FailureKind.NOT_FOUND, "cannot find image", name,
                "it is here for " + usual.config().platform() + ", not for " + platform.get(),
                "'groovebox pull --platform " + platform.get() + " " + name + "' brings it"));
    }

    /** Like {@link #require}, for an image that may be damaged. */
    void requireEntry(String name) throws IOException {
        Index index = layout.readIndex();
        if (new ImageFinder(reader, index).find(name).isEmpty()) {
            throw notFound(name, index);
        }
    }

    private static ImageNotFoundException notFound(String name, Index index) {
        List<String> names = index.manifests().stream()
                .flatMap(entry -> ImageIndex.nameOf(entry).stream())
                .map(Reference::familiar)
                .map(known -> name.indexOf(':') < 0 ? withoutDefaultTag(known) : known)
                .toList();
        String remedy = NearestWord.to(name, names).map(nearest -> "did you mean '" + nearest + "'?")
                .orElse("'groovebox images' lists what is here");
        return new ImageNotFoundException(name, remedy);
    }

    private static String withoutDefaultTag(String name) {
        String tag = ":" + Reference.DEFAULT_TAG;
        return name.endsWith(tag) ? name.substring(0, name.length() - tag.length()) : name;
    }

    /**
     * In the order of the index; removed images whose layers are still in use are not among them.
     *
     * @param damaged hears of each image that can't be read; the others are listed all the same
     */
    public List<ImageSummary> list(Consumer<EngineException> damaged) throws IOException {
        return new ImageSummaries(layout, loader).list(layout.readIndex(), damaged);
    }

    /** @throws EngineException when one of the images is damaged */
    public List<ImageSummary> list() throws IOException {
        return list(failure -> {
            throw failure;
        });
    }

    /** The configuration's bytes as they were stored. */
    public byte[] configBytes(StoredImage image) throws IOException {
        return layout.read(manifest(image).config());
    }

    /** The image's layers as they are stored, lowest first. */
    public List<StoredLayer> storedLayers(StoredImage image) throws IOException {
        Manifest manifest = manifest(image);
        List<StoredLayer> stored = new ArrayList<>();
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor blob = manifest.layers().get(i);
            stored.add(StoredLayer.of(image.config().diffIds().get(i), blob));
        }
        return stored;
    }

    /** The image's manifest. */
    public Manifest manifest(StoredImage image) throws IOException {
        return loader.manifest(image);
    }

    /** The image for its platform as it is stored: its manifest on top, and what that leads to. */
    public ReceivedImage contents(StoredImage image) throws IOException {
        Path blob = layout.blob(image.manifest());
        Descriptor unsure = Descriptor.of(MediaTypes.OCI_MANIFEST, image.manifest(), Files.size(blob));
        byte[] bytes = layout.read(unsure);
        Manifest manifest = Manifest.parse(bytes);
        Descriptor top = Descriptor.of(manifest.mediaType(), unsure.digest(), unsure.size());
        return new ReceivedImage(
                top,
                image.id(),
                List.of(
                        new ReceivedImage.Document(top, bytes),
                        new ReceivedImage.Document(manifest.config(), layout.read(manifest.config()))),
                storedLayers(image));
    }

    /** Of an image that is stored as an index over several platforms, and not taken out of it: the index, and what is here of it. */
    public Optional<StoredIndex> index(StoredImage image) throws IOException {
        if (image.stored().equals(image.manifest())) {
            return Optional.empty();
        }
        Descriptor top = entry(image);
        return MediaTypes.INDEXES.contains(top.mediaType()) ? Optional.of(StoredIndex.of(layout, top)) : Optional.empty();
    }

    /** The content of a blob as it is stored; its reader verifies it. */
    public InputStream openBlob(Descriptor blob) throws IOException {
        try {
            return Files.newInputStream(layout.blob(blob.digest()));
        } catch (NoSuchFileException e) {
            throw ImageLayout.damaged(layout.blob(blob.digest()), "the blob is missing");
        }
    }

    /**
     * The folders that an overlay of the image stands on, topmost first; unpacks layers that have not been yet.
     * A layer that the image has twice is listed once, as overlayfs wants: its upper place hides all of the lower.
     */
    public List<Path> layerFolders(StoredImage image) throws IOException {
        List<Path> folders = new ArrayList<>();
        List<Digest> diffIds = image.config().diffIds();
        for (int i = diffIds.size() - 1; i >= 0; i--) {
            Path folder = paths.layer(diffIds.get(i).hex());
            if (folders.contains(folder)) {
                continue;
            }
            if (!layers.has(diffIds.get(i))) {
                layers.unpack(diffIds.get(i), manifest(image).layers().get(i));
            }
            folders.add(folder);
        }
        return folders;
    }

    /**
     * Keeps every blob and layer from being deleted until it is closed: held while a new thing begins to stand on
     * them (a container until its record is written, a build until its image is).
     */
    public ObjectLock hold() throws IOException {
        ObjectLock lock = ObjectLock.shared(calls, contentLock());
        try {
            // There before any content is: content without an index then means that the index was lost.
            if (!Files.exists(paths.imageIndex())) {
                makeIndex();
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void makeIndex() throws IOException {
        try (ObjectLock held = ObjectLock.exclusive(calls, paths.lock("image-index"))) {
            if (!Files.exists(paths.imageIndex()) && StoreFiles.list(paths).blobs().isEmpty()) {
                layout.writeIndex(Index.EMPTY);
            }
        }
    }

    /** Like {@link #hold}, by a command whose leavings nobody can use: what it added and no image has is swept when it is killed. */
    public ContentHold begin() throws IOException {
        return ContentHold.of(paths, calls, hold());
    }

    /** Adds an image under these names, which other images lose; with no name it can be found by its id. */
    public StoredImage add(NewImage image, List<Reference> names) throws IOException {
        try (ObjectLock held = hold()) {
            Descriptor config = layout.write(image.configMediaType(), image.config());
            List<Descriptor> blobs = image.layers().stream().map(StoredLayer::blob).toList();
            Descriptor manifest = layout.write(MediaTypes.OCI_MANIFEST, Manifest.of(config, blobs).write());
            return list(manifest, config.digest(), image.layers(), names);
        }
    }

    /** @throws IllegalArgumentException when the content is not what the descriptor says */
    public static void verify(Descriptor descriptor, byte[] content) {
        ImageLayout.verify(descriptor, content);
    }

    /** The way in for layers that come from elsewhere. */
    public LayerIntake intake(IntakeWords words, long mostLayerBytes, EventSink events) {
        return new LayerIntake(paths, calls, layers, mostLayerBytes, words, events);
    }

    /**
     * Adds an image as it came, under these names, which other images lose. Of an index, the other platforms' manifests
     * may be missing; those that came before stay.
     *
     * @throws IllegalArgumentException when a document is not what its descriptor or the manifest says
     */
    public StoredImage add(ReceivedImage image, List<Reference> names) throws IOException {
        try (ObjectLock held = hold()) {
            for (ReceivedImage.Document document : image.documents()) {
                layout.write(document.descriptor(), document.content());
            }
            return list(image.top(), image.id(), image.layers(), names);
        }
    }

    private StoredImage list(Descriptor top, Digest imageId, List<StoredLayer> layers, List<Reference> names) throws IOException {
        changeIndex(index -> {
            Map<Digest, Long> sizes = new HashMap<>(ImageIndex.sizesOf(index, top.digest()));
            sizes.put(imageId, layers.stream().mapToLong(StoredLayer::sizeBytes).sum());
            return ImageIndex.tagged(index, loader.entry(top, sizes), tagsOnly(names));
        });
        Index index = layout.readIndex();
        return loader.load(index, entry(index, top.digest()), imageId);
    }

    /** Gives the image another name, which another image loses. */
    public StoredImage tag(String image, Reference name) throws IOException {
        try (ObjectLock held = hold()) {
            require(image);
            changeIndex(index -> {
                Descriptor entry = new ImageFinder(reader, index).find(image).orElseThrow(() -> notFound(image, index)).entry();
                return ImageIndex.tagged(index, entry, tagsOnly(List.of(name)));
            });
            return require(tagsOnly(List.of(name)).get(0).full());
        }
    }

    private static List<Reference> tagsOnly(List<Reference> names) {
        return names.stream()
                .map(name -> new Reference(name.registry(), name.repository(), name.tag(), Optional.empty()).withDefaultTag())
                .toList();
    }

    /** The content without anybody who begins to stand on it; empty while somebody does. */
    Optional<ObjectLock> tryToHoldAlone() throws IOException {
        return ObjectLock.tryExclusive(calls, contentLock());
    }

    interface IndexChange {
        Index apply(Index index) throws IOException;
    }

    void changeIndex(IndexChange change) throws IOException {
        try (ObjectLock held = ObjectLock.exclusive(calls, paths.lock("image-index"))) {
            Index before = layout.readIndex();
            Index after = change.apply(before);
            // The text, since the first comparison of records costs a start some milliseconds.
            if (!Arrays.equals(after.write(), before.write())) {
                layout.writeIndex(after);
            }
        }
    }

    private Path contentLock() {
        return paths.lock("image-content");
    }
}
