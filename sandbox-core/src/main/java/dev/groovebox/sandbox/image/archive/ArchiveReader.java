package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ContentHold;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.IntakeWords;
import dev.groovebox.sandbox.image.LayerIntake;
import dev.groovebox.sandbox.image.NewImage;
import dev.groovebox.sandbox.image.ReceivedImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.layer.Compression;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileOutput;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.ArchiveInput;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the images of archives and image layouts into the store. */
public final class ArchiveReader {
    private static final int SHORT = 12;

    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final long mostLayerBytes;
    private final EventSink events;

    /** @param mostLayerBytes of one layer, uncompressed */
    public ArchiveReader(EnginePaths paths, FileCalls calls, ImageStore store, long mostLayerBytes, EventSink events) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.mostLayerBytes = mostLayerBytes;
        this.events = events;
    }

    /**
     * An image of an archive.
     *
     * @param names that the archive gives it
     */
    public record Loaded(StoredImage image, List<Reference> names) {}

    /** All images of an archive, compressed or not, under the names that it gives them. */
    public List<Loaded> load(ArchiveInput input) throws IOException, InterruptedException {
        return reading(input.name(), () -> {
            try (StagingArea staging = StagingArea.open(paths, calls);
                    TarFiles files = TarFiles.open(asFile(input, staging))) {
                return add(images(files, ArchiveKind.ANY, Optional.empty()), true);
            }
        });
    }

    /** The one image that a transport names; it gets no name of the store. */
    public StoredImage read(ImageTransport transport) throws IOException, InterruptedException {
        return reading(transport.text(), () -> {
            if (transport.kind() == ArchiveKind.OCI_FOLDER) {
                try (FolderFiles files = FolderFiles.open(calls, transport.path())) {
                    return only(transport, images(files, transport.kind(), transport.tag()));
                }
            }
            try (StagingArea staging = StagingArea.open(paths, calls);
                    TarFiles files = TarFiles.open(asFile(ArchiveInput.of(transport.path()), staging))) {
                return only(transport, images(files, transport.kind(), transport.tag()));
            }
        });
    }

    private interface Reading<R> {
        R read() throws IOException, InterruptedException;
    }

    /** Whatever is wrong with an archive is one failure that names it. */
    private <R> R reading(String name, Reading<R> reading) throws IOException, InterruptedException {
        try {
            return reading.read();
        } catch (KernelException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new EngineException(
                    new Failure(FailureKind.NOT_FOUND, "cannot read archive", name, "no such file", ""), e);
        } catch (FileSystemException e) {
            if (e.getFile() != null && Path.of(e.getFile()).startsWith(paths.root())) {
                throw e; // our own disk's, not the archive's
            }
            throw unreadable(name, e);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(name, e);
        }
    }

    private static EngineException unreadable(String name, Exception e) {
        return new EngineException(
                new Failure(FailureKind.INVALID, "cannot read archive", name, Failure.reasonOf(e), ""), e);
    }

    private StoredImage only(ImageTransport transport, List<ArchivedImage> images)
            throws IOException, InterruptedException {
        if (images.size() != 1) {
            throw new IllegalArgumentException(images.isEmpty()
                    ? "there is no such image in it"
                    : "it has " + images.size() + " images: say which, as in " + transport.kind().prefix() + "PATH:TAG");
        }
        return add(images, false).get(0).image();
    }

    private static List<ArchivedImage> images(ArchiveFiles files, ArchiveKind kind, Optional<String> tag) throws IOException {
        boolean oci = files.find(OciArchive.LIST).isPresent();
        if (kind == ArchiveKind.DOCKER_ARCHIVE || kind == ArchiveKind.ANY && !oci) {
            if (files.find(DockerArchive.LIST).isEmpty()) {
                throw new IllegalArgumentException("no archive of images: it has neither " + DockerArchive.LIST
                        + " nor " + OciArchive.LIST + "; 'groovebox import' takes a root filesystem");
            }
            return new DockerArchive(files).images(tag);
        }
        if (!oci) {
            throw new IllegalArgumentException("no image layout: it has no " + OciArchive.LIST);
        }
        return new OciArchive(files).images(tag);
    }

    private List<Loaded> add(List<ArchivedImage> images, boolean named) throws IOException, InterruptedException {
        List<Loaded> loaded = new ArrayList<>();
        // What is taken in is nobody's until its image is added: it must not be deleted meanwhile, and not stay behind us.
        try (ContentHold held = store.begin()) {
            LayerIntake intake = store.intake(IntakeWords.LOAD, mostLayerBytes, named ? events : withoutKnown(events));
            for (ArchivedImage image : images) {
                List<StoredLayer> layers = intake.take(image.layers());
                intake.takeBlobs(image.others());
                List<Reference> names = named ? image.names() : List.of();
                loaded.add(new Loaded(add(image.origin(), layers, names), names));
            }
            held.done();
        }
        return loaded;
    }

    /** A container that runs straight from an archive again has nothing to tell. */
    private static EventSink withoutKnown(EventSink events) {
        return event -> {
            if (!(event instanceof Event.ProgressDone done && done.done().equals(LayerIntake.KNOWN))) {
                events.accept(event);
            }
        };
    }

    private StoredImage add(ArchivedImage.Origin origin, List<StoredLayer> layers, List<Reference> names)
            throws IOException {
        if (origin instanceof ArchivedImage.Origin.Kept kept) {
            return store.add(new ReceivedImage(kept.top(), kept.id(), kept.documents(), layers), names);
        }
        return store.add(NewImage.of(((ArchivedImage.Origin.Made) origin).config(), layers), names);
    }

    /** Finding files in an archive needs one that can be read at any place: what can't is copied first. */
    private Path asFile(ArchiveInput input, StagingArea staging) throws IOException {
        try (InputStream in = input.bytes().open()) {
            Compression.Detected detected = Compression.detect(in);
            if (detected.compression() == Compression.NONE && input.file().isPresent()) {
                return input.file().get();
            }
            Path copy = staging.newPath();
            try (OpenFile folder = calls.open(copy.getParent(), Access.FOLDER);
                    OpenFile file = calls.create(folder, BytePath.of(copy.getFileName()), 0600);
                    FileOutput out = new FileOutput(calls, file)) {
                copyLimited(detected.plain(), out);
            }
            return copy;
        }
    }

    private void copyLimited(InputStream in, FileOutput out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
            if (total > mostLayerBytes) {
                throw new IOException("more than " + mostLayerBytes + " bytes");
            }
            out.write(buffer, 0, count);
        }
    }

    static String shortName(Digest digest) {
        return digest.hex().substring(0, SHORT);
    }
}
