package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.build.ImageResolver;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageNotFoundException;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.archive.ImageTransport;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * Images with their layers unpacked, found by name. Answers are remembered for as long as the store's index is the same
 * file: every change of the store replaces it, whichever process makes it.
 */
final class RunnableImages {
    private static final int REMEMBERED = 64;

    private final EnginePaths paths;
    private final ImageStore store;
    private final ImageResolver resolver;
    private final RecentAnswers<Question, RunnableImage> answers = new RecentAnswers<>(REMEMBERED);

    RunnableImages(EnginePaths paths, ImageStore store, ImageResolver resolver) {
        this.paths = paths;
        this.store = store;
        this.resolver = resolver;
    }

    /** @param layers topmost first */
    record RunnableImage(StoredImage image, List<Path> layers) {}

    /** As a key, it says itself how it is compared: a record's own way takes 10 ms of each command's start to link. */
    private record Question(String name, Object indexFile, FileTime indexTime, long indexSize) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Question question
                    && name.equals(question.name)
                    && indexFile.equals(question.indexFile)
                    && indexTime.equals(question.indexTime)
                    && indexSize == question.indexSize;
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** Brings the image from its registry when it is not here. */
    RunnableImage findOrPull(String name, Optional<Platform> platform, EventSink events) throws IOException, InterruptedException {
        if (platform.isPresent() || ImageTransport.of(name).isPresent()) {
            // It may have changed since the last look, unlike what the store's index names.
            StoredImage image = resolver.resolveOrPull(name, platform, events);
            platform.filter(wanted -> !wanted.accepts(image.config().platform())).ifPresent(wanted -> {
                throw new EngineException(FailureKind.NOT_FOUND, "cannot find image", name,
                        "it is for " + image.config().platform() + ", not for " + wanted, "");
            });
            return new RunnableImage(image, store.layerFolders(image));
        }
        RunnableImage found;
        try {
            found = find(name);
        } catch (ImageNotFoundException e) {
            resolver.resolveOrPull(name, Optional.empty(), events);
            found = find(name);
        }
        warnOfOther(found.image().config().platform(), name, events);
        return found;
    }

    /** Whether the kernel can run it all the same, by an emulator, is not for us to say. */
    private static void warnOfOther(Platform image, String name, EventSink events) {
        Platform machine = Platform.ofThisMachine();
        if (!machine.accepts(image)) {
            events.accept(new Event.Warning("the image " + name + " is for " + image + ", and this machine is " + machine));
        }
    }

    /** The image under a container, which may have been removed by force since. */
    RunnableImage under(String imageId) throws IOException {
        try {
            return find(imageId);
        } catch (ImageNotFoundException removed) {
            StoredImage image = store.requireUnder(imageId);
            return new RunnableImage(image, store.layerFolders(image));
        }
    }

    RunnableImage find(String name) throws IOException {
        try {
            BasicFileAttributes index = Files.readAttributes(paths.imageIndex(), BasicFileAttributes.class);
            return answers.get(
                    new Question(name, index.fileKey(), index.lastModifiedTime(), index.size()),
                    question -> resolve(name));
        } catch (NoSuchFileException e) {
            return resolve(name); // an empty store; looking may make the ready-made base
        }
    }

    private RunnableImage resolve(String name) throws IOException {
        StoredImage image = resolver.resolve(name);
        return new RunnableImage(image, store.layerFolders(image));
    }
}
