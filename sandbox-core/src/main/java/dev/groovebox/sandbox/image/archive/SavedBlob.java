package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.io.PieceFilter;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.image.layer.HashedInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * A blob on its way out: its size and digest are what its descriptor says, and somebody hears how far it is. The digest
 * is compared before the last bytes are given, since who knows the size asks for no more.
 */
final class SavedBlob extends PieceFilter {
    private static final long INTERVAL_NANOS = 100_000_000;

    private final HashedInput hashed;
    private final Descriptor blob;
    private final LongConsumer progress;
    private long bytes;
    private long told = System.nanoTime();

    SavedBlob(InputStream in, Descriptor blob, LongConsumer progress) {
        this(HashedInput.of(blob.digest().algorithm(), in), blob, progress);
    }

    private SavedBlob(HashedInput hashed, Descriptor blob, LongConsumer progress) {
        super(hashed);
        this.hashed = hashed;
        this.blob = blob;
        this.progress = progress;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            bytes += count;
            if (bytes == blob.size()) {
                verify();
            }
            long now = System.nanoTime();
            if (bytes >= blob.size() || now - told >= INTERVAL_NANOS) {
                told = now;
                progress.accept(bytes);
            }
        } else if (count < 0 && bytes != blob.size()) {
            throw new IOException("blob " + blob.digest() + " has " + bytes + " bytes instead of " + blob.size());
        }
        return count;
    }

    private void verify() throws IOException {
        Digest actual = hashed.digest();
        if (!actual.equals(blob.digest())) {
            throw new IOException("blob " + blob.digest() + " is damaged: its content has the digest " + actual
                    + "; 'groovebox system check' tells which images have it");
        }
    }
}
