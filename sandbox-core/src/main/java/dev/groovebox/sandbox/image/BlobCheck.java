package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import dev.groovebox.sandbox.image.layer.LayerWriter;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads whole blobs and compares them with their digests; each once, however many images share it. */
final class BlobCheck {
    private static final int BUFFER = 1 << 20;

    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final Map<Digest, Optional<String>> known = new HashMap<>();

    BlobCheck(EnginePaths paths, FileCalls calls, ImageStore store) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
    }

    /** What is wrong with the blob; empty when nothing is. */
    Optional<String> problemOf(Descriptor blob) throws IOException {
        Optional<String> before = known.get(blob.digest());
        if (before != null) {
            return before;
        }
        Optional<String> problem = read(blob);
        known.put(blob.digest(), problem);
        return problem;
    }

    private Optional<String> read(Descriptor blob) throws IOException {
        Path file = store.layout().blob(blob.digest());
        if (!Files.isRegularFile(file)) {
            return Optional.of("blob " + blob.digest() + " is missing");
        }
        if (Files.size(file) != blob.size()) {
            return Optional.of("blob " + blob.digest() + " has " + Files.size(file) + " bytes instead of " + blob.size());
        }
        MessageDigest hash = Digests.hash(blob.digest().algorithm());
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        }
        boolean right = Digests.end(blob.digest().algorithm(), hash).equals(blob.digest());
        return right ? Optional.empty() : Optional.of("blob " + blob.digest() + " is not what its digest says");
    }

    /** Layers of our own making come out the same, byte for byte, when their folder is archived again. */
    boolean restore(Digest diffId, Descriptor blob) throws IOException {
        if (!store.layers().has(diffId)) {
            return false;
        }
        try (StagingArea staging = StagingArea.open(paths, calls)) {
            Path archive = staging.newPath();
            LayerWriter writer = new LayerWriter(calls);
            StoredLayer layer = blob.digest().equals(diffId)
                    ? writer.writeLive(store.layers().folder(diffId), archive)
                    : writer.write(store.layers().folder(diffId), archive, Optional.empty());
            if (!layer.blob().digest().equals(blob.digest())) {
                return false;
            }
            store.layout().adopt(archive, blob);
            known.put(blob.digest(), Optional.empty());
            return true;
        }
    }
}
