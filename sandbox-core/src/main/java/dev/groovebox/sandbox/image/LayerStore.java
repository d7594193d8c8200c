package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.image.layer.LayerClaims;
import dev.groovebox.sandbox.image.layer.LayerReader;
import dev.groovebox.sandbox.image.layer.LayerWriter;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.image.layer.TreeFolder;
import dev.groovebox.sandbox.image.tree.TreeSource;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileOutput;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/** The unpacked layers, each once, by diff id. A folder that is there is whole: it was renamed in when it was. */
public final class LayerStore {
    /** On a layer's own folder, which no container shows: the bytes of the files in it. */
    private static final BytePath SIZE = new BytePath("trusted.groovebox.size");

    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageLayout layout;

    LayerStore(EnginePaths paths, FileCalls calls, ImageLayout layout) {
        this.paths = paths;
        this.calls = calls;
        this.layout = layout;
    }

    public boolean has(Digest diffId) {
        return Files.isDirectory(paths.layer(diffId.hex()));
    }

    /** Whether both of the layer's forms are here, so that an image may stand on it. */
    public boolean has(StoredLayer layer) throws IOException {
        return has(layer.diffId()) && layout.has(layer.blob());
    }

    public Path folder(Digest diffId) {
        return paths.layer(diffId.hex());
    }

    /**
     * Makes a layer of an overlay's upper folder, which becomes the layer's own folder.
     *
     * @param upper in the staging area
     * @param timestamp given to every file in the archive
     */
    public StoredLayer store(Path upper, StagingArea staging, Optional<Instant> timestamp) throws IOException {
        Path archive = staging.newPath();
        StoredLayer layer = new LayerWriter(calls).write(upper, archive, timestamp);
        sync(upper);
        place(upper, archive, layer);
        return layer;
    }

    /**
     * Makes a layer of a folder that stays what it is, such as one that a container still writes to. Its own folder is
     * made when a container first stands on it.
     */
    public StoredLayer storeCopy(Path upper, StagingArea staging) throws IOException, InterruptedException {
        Path archive = staging.newPath();
        StoredLayer layer;
        try (EarlyWriteback writeback = EarlyWriteback.of(calls, paths.root())) {
            layer = new LayerWriter(calls).writeLive(upper, archive);
        }
        sync(archive);
        Files.createDirectories(paths.layers());
        try (ObjectLock lock = lock(layer.diffId())) {
            layout.adopt(archive, layer.blob());
        }
        return layer;
    }

    /** Makes a layer of these files; equal trees give equal layers. */
    public StoredLayer store(TreeSource tree, StagingArea staging) throws IOException {
        Path folder = staging.newFolder();
        new TreeFolder(calls).write(tree, folder);
        return store(folder, staging, Optional.empty());
    }

    /** One wait for the disk instead of one for each file: a rename must not outlive the content in a power cut. */
    private void sync(Path file) throws IOException {
        try (OpenFile open = calls.open(file, Access.READ)) {
            calls.syncFilesystem(open);
        }
    }

    private void place(Path folder, Path archive, StoredLayer layer) throws IOException {
        Files.createDirectories(paths.layers());
        try (ObjectLock lock = lock(layer.diffId())) {
            moveIn(Optional.of(folder), archive, layer);
        }
    }

    /**
     * Makes the layer's folder of its blob. When another process is at it, its work is awaited.
     *
     * @throws dev.groovebox.sandbox.failure.EngineException when the blob is damaged or hostile
     */
    void unpack(Digest diffId, Descriptor blob) throws IOException {
        Files.createDirectories(paths.layers());
        try (ObjectLock lock = lock(diffId)) {
            if (has(diffId)) {
                return;
            }
            try (StagingArea staging = StagingArea.open(paths, calls)) {
                Path folder = newFolder(staging);
                unpackInto(folder, diffId, blob);
                sync(folder);
                Files.move(folder, folder(diffId), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void unpackInto(Path folder, Digest diffId, Descriptor blob) throws IOException {
        try {
            new LayerReader(calls, LayerReader.MOST_BYTES).unpack(layout.blob(blob.digest()), blob, diffId, folder);
        } catch (NoSuchFileException e) {
            throw ImageLayout.damaged(layout.blob(blob.digest()), "the blob is missing");
        } catch (KernelException e) {
            throw e;
        } catch (IOException e) {
            throw ImageLayout.damaged(layout.blob(blob.digest()), e.getMessage());
        }
    }

    /** A layer of which both forms are here. */
    Optional<StoredLayer> find(LayerClaims claims) throws IOException {
        if (claims.diffId().isEmpty() || claims.blob().isEmpty()) {
            return Optional.empty();
        }
        StoredLayer layer = StoredLayer.of(claims.diffId().get(), claims.blob().get());
        return has(layer) ? Optional.of(withKnownSize(layer)) : Optional.empty();
    }

    /** Another tool's manifest does not say what a layer takes unpacked; we know it of those that we took in. */
    private StoredLayer withKnownSize(StoredLayer layer) throws IOException {
        try (OpenFile folder = calls.open(paths.layers(), Access.FOLDER)) {
            Optional<byte[]> known = calls.attribute(folder, BytePath.of(layer.diffId().hex()), SIZE);
            return known.isEmpty()
                    ? layer
                    : new StoredLayer(layer.diffId(), layer.blob(), Long.parseLong(new String(known.get(), StandardCharsets.US_ASCII)));
        }
    }

    private void noteSize(Path folder, long bytes) throws IOException {
        try (OpenFile parent = calls.open(folder.getParent(), Access.FOLDER)) {
            calls.setAttribute(
                    parent, BytePath.of(folder.getFileName()), SIZE, Long.toString(bytes).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Takes a layer in: what is missing of it is made in the staging area while it arrives, and moved to its place.
     *
     * @throws IOException when the archive is damaged or hostile, or a claim is wrong
     */
    StoredLayer take(LayerClaims claims, IncomingLayer.Content content, StagingArea staging, long mostBytes)
            throws IOException {
        Files.createDirectories(paths.layers());
        if (claims.diffId().isEmpty()) {
            return receive(claims, content, staging, mostBytes);
        }
        // Another process may be at the same layer: its work is awaited, and used.
        try (ObjectLock lock = lock(claims.diffId().get())) {
            Optional<StoredLayer> here = find(claims);
            return here.isPresent() ? here.get() : receive(claims, content, staging, mostBytes);
        }
    }

    /** Takes in a layer of another platform's image, which no container will stand on: its blob alone. */
    void takeBlob(Descriptor blob, IncomingLayer.Content content, StagingArea staging, long mostBytes) throws IOException {
        if (layout.has(blob)) {
            return;
        }
        Path archive = staging.newPath();
        try (OpenFile area = calls.open(archive.getParent(), Access.FOLDER);
                OpenFile copy = calls.create(area, BytePath.of(archive.getFileName()), 0600);
                FileOutput out = new FileOutput(calls, copy);
                InputStream in = content.open()) {
            new LayerReader(calls, mostBytes).copy(in, blob, out);
            out.close();
            calls.syncFilesystem(area);
        }
        layout.adopt(archive, blob);
    }

    private StoredLayer receive(
            LayerClaims claims, IncomingLayer.Content content, StagingArea staging, long mostBytes)
            throws IOException {
        Path archive = staging.newPath();
        Optional<Path> folder = claims.diffId().filter(this::has).isPresent() ? Optional.empty() : Optional.of(newFolder(staging));
        StoredLayer layer;
        try (OpenFile area = calls.open(archive.getParent(), Access.FOLDER);
                OpenFile copy = calls.create(area, BytePath.of(archive.getFileName()), 0600);
                FileOutput out = new FileOutput(calls, copy);
                InputStream in = content.open()) {
            layer = new LayerReader(calls, mostBytes).read(in, claims, out, folder);
            out.close();
            if (folder.isPresent()) {
                noteSize(folder.get(), layer.sizeBytes());
            }
            calls.syncFilesystem(area);
        }
        if (claims.diffId().isPresent()) {
            moveIn(folder, archive, layer);
        } else {
            try (ObjectLock lock = lock(layer.diffId())) {
                moveIn(folder, archive, layer);
            }
        }
        return layer;
    }

    /** The caller has the layer's lock. */
    private void moveIn(Optional<Path> folder, Path archive, StoredLayer layer) throws IOException {
        layout.adopt(archive, layer.blob());
        if (folder.isPresent() && !has(layer.diffId())) {
            Files.move(folder.get(), folder(layer.diffId()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path newFolder(StagingArea staging) throws IOException {
        Path folder = staging.newFolder();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private ObjectLock lock(Digest diffId) throws IOException {
        return ObjectLock.exclusive(calls, paths.lock("layer-" + diffId.hex()));
    }

    /** Takes the folder away at once; emptying it is the staging area's, also when we are killed before. */
    void delete(Digest diffId, StagingArea staging) throws IOException {
        try (ObjectLock lock = lock(diffId)) {
            if (has(diffId)) {
                Files.move(folder(diffId), staging.newPath(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(paths.lock("layer-" + diffId.hex()));
        }
    }
}
