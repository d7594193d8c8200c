package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.distribution.Distribution;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.archive.ArchiveKind;
import dev.groovebox.sandbox.image.archive.ArchiveReader;
import dev.groovebox.sandbox.image.archive.ArchiveWriter;
import dev.groovebox.sandbox.image.archive.ImageTransport;
import dev.groovebox.sandbox.image.layer.Compression;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.ArchiveForm;
import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.LayerCompression;
import dev.groovebox.sandbox.operation.PulledImage;
import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.RegistryOperation.CopyRemote;
import dev.groovebox.sandbox.operation.RegistryOperation.Pull;
import dev.groovebox.sandbox.operation.RegistryOperation.Push;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pull, push and copy where one side is an archive or a layout. The image goes through the store. */
final class TransportedImages {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final Distribution distribution;

    TransportedImages(EnginePaths paths, FileCalls calls, ImageStore store, Distribution distribution) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.distribution = distribution;
    }

    boolean concerns(Pull pull) {
        return ImageTransport.of(pull.image()).isPresent();
    }

    boolean concerns(Push push) {
        return ImageTransport.of(push.image()).isPresent() || push.to().flatMap(ImageTransport::of).isPresent();
    }

    boolean concerns(CopyRemote copy) {
        return ImageTransport.of(copy.source()).isPresent() || ImageTransport.of(copy.target()).isPresent();
    }

    List<PulledImage> pull(Pull pull, EventSink events) throws IOException, InterruptedException {
        refuse(pull.allTags(), "cannot pull", pull.image(), "all tags are of a repository", "'groovebox load' takes all of an archive");
        refuse(pull.platform().isPresent(), "cannot pull", pull.image(), "a platform is chosen in registries only", "");
        List<String> before = store.list().stream().map(image -> image.digest()).toList();
        StoredImage image = read(ImageTransport.of(pull.image()).orElseThrow(), events);
        String digest = image.stored().toString();
        return List.of(new PulledImage(pull.image(), image.id().toString(), digest, !before.contains(digest)));
    }

    List<PushedImage> push(Push push, EventSink events) throws IOException, InterruptedException {
        String to = push.to().orElse(push.image());
        refuse(push.allTags(), "cannot push", push.image(), "all tags go to a repository", "'groovebox save' writes several images");
        Optional<ImageTransport> source = ImageTransport.of(push.image());
        refuse(push.to().isEmpty(), "cannot push", push.image(), "no name in a registry is given", "say push " + push.image() + " NAME");
        StoredImage image = source.isPresent() ? read(source.get(), events) : store.require(push.image());
        Optional<ImageTransport> target = ImageTransport.of(to);
        if (target.isPresent()) {
            refuse(push.compression() != LayerCompression.AS_IT_IS, "cannot push to", to, "--compression is for registries", "");
            return List.of(write(image, target.get(), events));
        }
        return distribution.push(new Push(image.stored().toString(), push.to(), false, push.compression()), events);
    }

    PushedImage copy(CopyRemote copy, EventSink events) throws IOException, InterruptedException {
        Optional<ImageTransport> source = ImageTransport.of(copy.source());
        refuse(source.isPresent() && copy.platform().isPresent(), "cannot copy", copy.source(), "a platform is chosen in registries only", "");
        StoredImage image = source.isPresent() ? read(source.get(), events) : distribution.bring(copy.source(), copy.platform(), events);
        Optional<ImageTransport> target = ImageTransport.of(copy.target());
        if (target.isPresent()) {
            return write(image, target.get(), events);
        }
        return distribution.push(
                new Push(image.stored().toString(), Optional.of(copy.target()), false, LayerCompression.AS_IT_IS), events).get(0);
    }

    private static void refuse(boolean wrong, String action, String object, String why, String remedy) {
        if (wrong) {
            throw new EngineException(FailureKind.INVALID, action, object, why, remedy);
        }
    }

    private StoredImage read(ImageTransport place, EventSink events) throws IOException, InterruptedException {
        return new ArchiveReader(paths, calls, store, ArchiveOperation.MOST_LAYER_BYTES, events).read(place);
    }

    private PushedImage write(StoredImage image, ImageTransport target, EventSink events) throws IOException {
        List<ArchiveWriter.Named> images = List.of(new ArchiveWriter.Named(image, names(target)));
        ArchiveWriter writer = new ArchiveWriter(paths, calls, store, events);
        // What is being written must not be deleted meanwhile.
        try (ObjectLock held = store.hold()) {
            if (target.kind() == ArchiveKind.OCI_FOLDER) {
                requireLayout(target);
                writer.writeFolder(images, target.path());
            } else {
                ArchiveForm form = target.kind() == ArchiveKind.OCI_ARCHIVE ? ArchiveForm.OCI_ARCHIVE : ArchiveForm.DOCKER_ARCHIVE;
                ArchiveSink.write(calls, new ArchiveOutput.File(target.path()), out -> writer.write(images, form, Compression.NONE, out));
            }
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(FailureKind.ENGINE, "cannot write", target.text(), Failure.reasonOf(e), ""), e);
        }
        return new PushedImage(target.text(), image.stored().toString(), Files.size(store.blobFile(image.stored())));
    }

    /** A layout takes any text as a name, docker's form only references. */
    private static List<String> names(ImageTransport target) {
        if (target.kind() != ArchiveKind.DOCKER_ARCHIVE) {
            return target.tag().stream().toList();
        }
        try {
            return target.tag().map(name -> Reference.parse(name).withDefaultTag().full()).stream().toList();
        } catch (IllegalArgumentException e) {
            throw new EngineException(new Failure(FailureKind.INVALID, "cannot write", target.text(), e.getMessage(), ""), e);
        }
    }

    /** A slip of the pen must not strew blobs over a folder of something else. */
    private static void requireLayout(ImageTransport target) throws IOException {
        Path folder = target.path();
        if (!Files.isDirectory(folder) || Files.exists(folder.resolve("oci-layout"))) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            refuse(files.findAny().isPresent(), "cannot write", target.text(), "the folder has files and is no image layout", "name a new one");
        }
    }
}
