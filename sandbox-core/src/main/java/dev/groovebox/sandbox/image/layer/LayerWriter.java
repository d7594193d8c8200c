package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileOutput;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.Deflater;

/** Makes a layer's archive of an overlay's upper folder, and its digests and sizes in the same pass. */
public final class LayerWriter {
    private static final int BUFFER = 1 << 16;

    private final FileCalls calls;

    public LayerWriter(FileCalls calls) {
        this.calls = calls;
    }

    /**
     * @param archive a new file that receives the compressed tar
     * @param timestamp given to every file, for layers that must come out the same each time
     */
    public StoredLayer write(Path folder, Path archive, Optional<Instant> timestamp) throws IOException {
        try (OutputStream file = Files.newOutputStream(archive, StandardOpenOption.CREATE_NEW);
                DigestOutput compressed = new DigestOutput(new BufferedOutputStream(file, BUFFER));
                // Level 1: three times as fast as the usual 6, for a tenth more bytes.
                ParallelGzip gzip = new ParallelGzip(compressed, Deflater.BEST_SPEED);
                DigestOutput plain = new DigestOutput(new BufferedOutputStream(gzip, BUFFER))) {
            long size = UpperFolderWalk.ofStillFiles(calls, new TarWriter(plain), timestamp).archive(folder);
            plain.flush();
            gzip.finish();
            compressed.flush();
            Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, compressed.digest(), compressed.bytes());
            return StoredLayer.written(plain.digest(), blob, size);
        }
    }

    /**
     * The same of a folder that a container may be writing to. The tar is not compressed: that takes longer than all the
     * rest, and most commits are never pushed.
     */
    public StoredLayer writeLive(Path folder, Path archive) throws IOException {
        try (OpenFile area = calls.open(archive.getParent(), Access.FOLDER);
                OpenFile file = calls.create(area, BytePath.of(archive.getFileName()), 0600);
                DigestOutput plain = new DigestOutput(new BufferedOutputStream(new FileOutput(calls, file), BUFFER))) {
            long size = UpperFolderWalk.ofLiveFiles(calls, new TarWriter(plain)).archive(folder);
            plain.flush();
            Digest digest = plain.digest();
            return StoredLayer.written(digest, Descriptor.of(MediaTypes.OCI_LAYER, digest, plain.bytes()), size);
        }
    }
}
