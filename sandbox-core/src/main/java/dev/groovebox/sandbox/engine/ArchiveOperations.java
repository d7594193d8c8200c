package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.ImageConfig.History;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.commit.ConfigChanges;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ContentHold;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.ImageSummaries;
import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.image.IntakeWords;
import dev.groovebox.sandbox.image.NewImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.archive.ArchiveReader;
import dev.groovebox.sandbox.image.archive.ArchiveWriter;
import dev.groovebox.sandbox.image.layer.Compression;
import dev.groovebox.sandbox.image.layer.LayerClaims;
import dev.groovebox.sandbox.image.layer.MergedWalk;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.inside.TreeCopy;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.LoadedImage;
import dev.groovebox.sandbox.operation.Packing;
import dev.groovebox.sandbox.snapshot.SnapshotStore;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** What goes between the engine and archives. */
final class ArchiveOperations {
    private static final int BUFFER = 1 << 18;

    private final EnginePaths paths;
    private final Machine machine;
    private final ImageStore store;
    private final ContainerStore containers;
    private final ExecutorService threads;

    ArchiveOperations(
            EnginePaths paths, Machine machine, ImageStore store, ContainerStore containers, ExecutorService threads) {
        this.paths = paths;
        this.machine = machine;
        this.store = store;
        this.containers = containers;
        this.threads = threads;
    }

    Object perform(ArchiveOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof ArchiveOperation.LoadImages load) {
            return load(load, events);
        }
        if (operation instanceof ArchiveOperation.SaveImages save) {
            return save(save, events);
        }
        if (operation instanceof ArchiveOperation.ImportImage asked) {
            return importImage(asked, events);
        }
        if (operation instanceof ArchiveOperation.ExportImage asked) {
            return exportImage(asked);
        }
        if (operation instanceof ArchiveOperation.UnpackImage asked) {
            return unpackImage(asked, events);
        }
        return export((ArchiveOperation.ExportContainer) operation);
    }

    private List<LoadedImage> load(ArchiveOperation.LoadImages load, EventSink events)
            throws IOException, InterruptedException {
        ArchiveReader reader = new ArchiveReader(paths, machine.files(), store, load.mostLayerBytes(), events);
        List<LoadedImage> loaded = new ArrayList<>();
        for (ArchiveReader.Loaded image : reader.load(load.input())) {
            loaded.add(new LoadedImage(
                    ImageSummaries.of(image.image()), image.names().stream().map(Reference::familiar).toList()));
        }
        return loaded;
    }

    private List<String> save(ArchiveOperation.SaveImages save, EventSink events) throws IOException {
        List<ArchiveWriter.Named> images = new ArrayList<>();
        // What is being written must not be deleted meanwhile.
        try (ObjectLock held = store.hold()) {
            for (String word : save.images()) {
                for (String name : meant(word)) {
                    add(images, name, store.require(name));
                }
            }
            ArchiveSink.write(machine.files(), save.output(), out -> new ArchiveWriter(paths, machine.files(), store, events)
                    .write(images, save.form(), compression(save.packing()), out));
        }
        return images.stream().map(image -> image.image().id().toString()).toList();
    }

    /** A repository without a tag means all of its images, as with docker. */
    private List<String> meant(String word) throws IOException {
        Optional<Reference> repository = reference(word).filter(name -> name.tag().isEmpty() && name.digest().isEmpty());
        List<String> names = repository.isEmpty()
                ? List.of()
                : store.namesIn(repository.get()).stream().map(Reference::familiar).sorted().toList();
        return names.isEmpty() ? List.of(word) : names;
    }

    /** An image that is asked for by several of its names is there once, with these names. */
    private static void add(List<ArchiveWriter.Named> images, String word, StoredImage image) {
        List<String> names = new ArrayList<>(nameIn(word, image).stream().map(Reference::full).toList());
        for (int i = 0; i < images.size(); i++) {
            if (images.get(i).image().manifest().equals(image.manifest())) {
                names.addAll(0, images.get(i).names());
                images.set(i, new ArchiveWriter.Named(image, names.stream().distinct().toList()));
                return;
            }
        }
        images.add(new ArchiveWriter.Named(image, names));
    }

    /** The name by which the image was asked for; an id gives it none, as with docker. */
    private static Optional<Reference> nameIn(String word, StoredImage image) {
        return reference(word).map(Reference::withDefaultTag).filter(name -> image.names().contains(name.familiar()));
    }

    private static Optional<Reference> reference(String word) {
        try {
            return Optional.of(Reference.parse(word));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private ImageSummary importImage(ArchiveOperation.ImportImage asked, EventSink events)
            throws IOException, InterruptedException {
        List<Reference> names = asked.name().map(ImageKeeping::newName).stream().toList();
        Execution execution = ConfigChanges.applied(Execution.EMPTY, asked.changes());
        try (ContentHold held = store.begin()) {
            IncomingLayer layer = new IncomingLayer(
                    asked.input().name(), LayerClaims.NONE, () -> Compression.asLayer(asked.input().bytes().open()));
            StoredLayer stored = store.intake(IntakeWords.IMPORT, asked.mostLayerBytes(), events).take(List.of(layer)).get(0);
            Instant now = Instant.now();
            String comment = asked.message().isEmpty() ? "Imported from " + asked.input().name() : asked.message();
            ImageConfig config = new ImageConfig(
                    Optional.of(now),
                    Optional.empty(),
                    Platform.ofThisMachine(),
                    execution,
                    List.of(stored.diffId()),
                    List.of(new History(Optional.of(now), "", comment, false)));
            StoredImage image = store.add(NewImage.of(config.write(), List.of(stored)), names);
            held.done();
            return ImageSummaries.of(image);
        }
    }

    private String exportImage(ArchiveOperation.ExportImage export) throws IOException {
        try (ObjectLock held = store.hold()) {
            StoredImage image = store.require(export.image());
            archive(store.layerFolders(image), export.packing(), export.output());
            return image.id().toString();
        }
    }

    private long unpackImage(ArchiveOperation.UnpackImage asked, EventSink events) throws IOException, InterruptedException {
        TreeCopy copy = new TreeCopy(machine.files(), threads, skipped -> events.accept(new Event.Warning(skipped)));
        try (ObjectLock held = store.hold()) {
            List<Path> layers = store.layerFolders(store.require(asked.image()));
            try {
                Files.createDirectories(asked.folder());
                try (OpenFile folder = machine.files().open(asked.folder(), Access.FOLDER)) {
                    return copy.toMachine(out -> new MergedWalk(machine.files(), new TarWriter(out)).archive(layers), folder);
                }
            } catch (IOException e) {
                throw new EngineException(new Failure(
                        FailureKind.ENGINE, "cannot unpack into", asked.folder().toString(), Failure.reasonOf(e), ""), e);
            }
        }
    }

    private String export(ArchiveOperation.ExportContainer export) throws IOException {
        Container container = containers.require(export.container());
        List<Path> folders = new SnapshotStore(paths, machine.files()).written(container.paths());
        try (ObjectLock held = store.hold()) {
            folders.addAll(store.layerFolders(store.requireUnder(container.record().imageId())));
            archive(folders, export.packing(), export.output());
        }
        return container.record().id();
    }

    /** @param folders topmost first */
    private void archive(List<Path> folders, Packing packing, ArchiveOutput output) throws IOException {
        ArchiveSink.write(machine.files(), output, out -> {
            try (OutputStream packed = new BufferedOutputStream(compression(packing).pack(out), BUFFER)) {
                new MergedWalk(machine.files(), new TarWriter(packed)).archive(folders);
            }
        });
    }

    private static Compression compression(Packing packing) {
        return switch (packing) {
            case NONE -> Compression.NONE;
            case GZIP -> Compression.GZIP;
            case ZSTD -> Compression.ZSTD;
        };
    }
}
