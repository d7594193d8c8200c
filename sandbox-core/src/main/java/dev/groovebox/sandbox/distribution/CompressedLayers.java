package dev.groovebox.sandbox.distribution;

import com.github.luben.zstd.ZstdOutputStream;
import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.sandbox.image.layer.Compression;
import dev.groovebox.sandbox.image.layer.DigestOutput;
import dev.groovebox.sandbox.image.layer.ParallelGzip;
import dev.groovebox.sandbox.image.layer.ReadAhead;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.LayerCompression.Format;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Layers in the form in which registries have them: compressed on all processors, once, and kept in the cache. */
final class CompressedLayers {
    private static final int BUFFER = 1 << 17;

    private final EnginePaths paths;
    private final FileCalls calls;

    CompressedLayers(EnginePaths paths, FileCalls calls) {
        this.paths = paths;
        this.calls = calls;
    }

    /** A layer's archive in the wanted form, and the file that holds it. */
    record Compressed(Descriptor blob, Path file) {}

    /**
     * @param stored the layer's blob as it is in the store
     * @param read hears how many uncompressed bytes have been read
     */
    Compressed compress(Digest diffId, Path stored, Format format, int level, LongConsumer read) throws IOException {
        String name = diffId.hex() + "." + format.name().toLowerCase(java.util.Locale.ROOT) + "-" + level;
        try (ObjectLock lock = ObjectLock.passing(calls, paths.lock("compressed-" + diffId.hex()))) {
            Optional<Compressed> known = find(name);
            if (known.isPresent()) {
                return known.get();
            }
            try (StagingArea staging = StagingArea.open(paths, calls)) {
                Path file = staging.newPath();
                Descriptor blob = write(stored, file, format, level, read);
                Path place = paths.compressedLayer(blob.digest().hex());
                Files.createDirectories(place.getParent());
                Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
                AtomicFiles.write(paths.compressedLayer(name), Json.write(blob.toJson()), AtomicFiles.Durability.EPHEMERAL);
                return new Compressed(blob, place);
            }
        }
    }

    private Optional<Compressed> find(String name) throws IOException {
        try {
            Descriptor blob = Descriptor.fromJson(Json.readObject(Files.readAllBytes(paths.compressedLayer(name))));
            Path file = paths.compressedLayer(blob.digest().hex());
            return Files.size(file) == blob.size() ? Optional.of(new Compressed(blob, file)) : Optional.empty();
        } catch (NoSuchFileException | JsonException e) {
            return Optional.empty(); // not yet, or cut off by a power loss: it is made again
        }
    }

    private static Descriptor write(Path stored, Path file, Format format, int level, LongConsumer read) throws IOException {
        try (InputStream in = Files.newInputStream(stored);
                ReadAhead plain = new ReadAhead(Compression.detect(in).plain());
                OutputStream target = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
                DigestOutput digest = new DigestOutput(new BufferedOutputStream(target, BUFFER))) {
            if (format == Format.ZSTD) {
                zstd(plain, digest, level, read);
            } else {
                gzip(plain, digest, level, read);
            }
            digest.flush();
            String type = format == Format.ZSTD ? MediaTypes.OCI_LAYER_ZSTD : MediaTypes.OCI_LAYER_GZIP;
            return Descriptor.of(type, digest.digest(), digest.bytes());
        }
    }

    private static void gzip(InputStream in, OutputStream out, int level, LongConsumer read) throws IOException {
        try (ParallelGzip gzip = new ParallelGzip(out, level)) {
            copy(in, gzip, read);
            gzip.finish();
        }
    }

    private static void zstd(InputStream in, OutputStream out, int level, LongConsumer read) throws IOException {
        ZstdOutputStream zstd = new ZstdOutputStream(out, level);
        zstd.setWorkers(Runtime.getRuntime().availableProcessors());
        zstd.setCloseFrameOnFlush(false);
        try (zstd) {
            copy(in, zstd, read);
        }
    }

    private static void copy(InputStream in, OutputStream out, LongConsumer read) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            total += count;
            read.accept(total);
        }
    }
}
