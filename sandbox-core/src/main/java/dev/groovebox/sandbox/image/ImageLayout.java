package dev.groovebox.sandbox.image;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of the image layout (image-spec, image-layout.md): index.json and blobs. Other tools read and write them too. */
final class ImageLayout {
    private final EnginePaths paths;

    ImageLayout(EnginePaths paths) {
        this.paths = paths;
    }

    /** Empty when nothing has been stored yet. */
    Index readIndex() throws IOException {
        try {
            return Index.parseLayout(Files.readAllBytes(paths.imageIndex()));
        } catch (NoSuchFileException e) {
            return Index.EMPTY;
        } catch (IllegalArgumentException e) {
            throw damaged(paths.imageIndex(), e.getMessage());
        }
    }

    /** The caller holds the index's lock. */
    void writeIndex(Index index) throws IOException {
        Files.createDirectories(paths.images());
        if (!Files.exists(paths.imageLayoutFile())) {
            writeLayoutFile();
        }
        AtomicFiles.deleteLeftovers(paths.imageIndex());
        AtomicFiles.write(paths.imageIndex(), index.write());
    }

    boolean hasLayoutFile() throws IOException {
        try {
            return Json.readObject(Files.readAllBytes(paths.imageLayoutFile())).text("imageLayoutVersion").isPresent();
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return false;
        }
    }

    void writeLayoutFile() throws IOException {
        byte[] layout = Json.write(JsonObject.builder().put("imageLayoutVersion", "1.0.0").build());
        AtomicFiles.write(paths.imageLayoutFile(), layout);
    }

    Path blob(Digest digest) {
        return paths.blob(digest.algorithm(), digest.hex());
    }

    /** A small blob whose size and digest are as the descriptor says. */
    byte[] read(Descriptor descriptor) throws IOException {
        Path path = blob(descriptor.digest());
        if (descriptor.size() > Json.MOST_BYTES) {
            throw damaged(path, descriptor.size() + " bytes are more than a manifest or configuration may have");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes((int) descriptor.size() + 1);
        } catch (NoSuchFileException e) {
            throw damaged(path, "the blob is missing");
        }
        if (bytes.length != descriptor.size() || !Digests.of(descriptor.digest().algorithm(), bytes).equals(descriptor.digest())) {
            throw damaged(path, "its content is not what its digest says");
        }
        return bytes;
    }

    boolean has(Descriptor descriptor) throws IOException {
        Path path = blob(descriptor.digest());
        return Files.isRegularFile(path) && Files.size(path) == descriptor.size();
    }

    /** Stores a small blob; the one that is there already stays. */
    Descriptor write(String mediaType, byte[] content) throws IOException {
        Descriptor descriptor = Descriptor.of(mediaType, Digests.of("sha256", content), content.length);
        write(descriptor, content);
        return descriptor;
    }

    /** Stores a small blob under the digest that it is said to have. */
    void write(Descriptor descriptor, byte[] content) throws IOException {
        verify(descriptor, content);
        if (!has(descriptor)) {
            Path path = blob(descriptor.digest());
            Files.createDirectories(path.getParent());
            AtomicFiles.write(path, content);
        }
    }

    static void verify(Descriptor descriptor, byte[] content) {
        Digest actual = Digests.of(descriptor.digest().algorithm(), content);
        if (!actual.equals(descriptor.digest()) || content.length != descriptor.size()) {
            throw new IllegalArgumentException("a document has the digest " + actual + " and " + content.length
                    + " bytes instead of " + descriptor.digest() + " and " + descriptor.size());
        }
    }

    /** Moves a finished file of the staging area to its place. */
    void adopt(Path file, Descriptor descriptor) throws IOException {
        Path path = blob(descriptor.digest());
        Files.createDirectories(path.getParent());
        Files.move(file, path, StandardCopyOption.ATOMIC_MOVE);
    }

    static EngineException damaged(Path path, String cause) {
        return new EngineException(
                FailureKind.ENGINE, "cannot read image store", path.toString(), cause, "remove that image and make it again");
    }
}
