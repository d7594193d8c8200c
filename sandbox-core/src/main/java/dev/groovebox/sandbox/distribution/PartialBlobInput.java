package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.client.Repository;
import dev.groovebox.registry.io.PieceInput;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads what is on disk, then what the registry sends, and keeps that too. */
final class PartialBlobInput extends PieceInput {
    private final Repository repository;
    private final Descriptor blob;
    private final Path path;
    private final FileChannel file;
    private final ObjectLock lock;
    private final long kept;
    private long at;
    private Optional<InputStream> rest = Optional.empty();

    PartialBlobInput(Repository repository, Descriptor blob, Path path, ObjectLock lock) throws IOException {
        this.repository = repository;
        this.blob = blob;
        this.path = path;
        this.lock = lock;
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (file.size() > blob.size()) {
                file.truncate(0);
            }
            this.kept = file.size();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = at < kept
                ? file.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, kept - at)))
                : readRest(buffer, offset, length);
        at += Math.max(count, 0);
        return count;
    }

    private int readRest(byte[] buffer, int offset, int length) throws IOException {
        if (at >= blob.size() && rest.isEmpty()) {
            return -1;
        }
        if (rest.isEmpty()) {
            rest = Optional.of(repository.blob(blob, at));
        }
        int count = rest.get().read(buffer, offset, length);
        if (count > 0) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, count);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            if (at + count >= blob.size()) {
                // Whoever reads has all of it: nothing of this copy needs to reach the disk.
                Files.deleteIfExists(path);
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        try (lock; file) {
            if (rest.isPresent()) {
                rest.get().close();
            }
        }
    }
}
