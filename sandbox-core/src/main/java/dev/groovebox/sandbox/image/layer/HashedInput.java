package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.io.PieceFilter;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * Hashes, counts and copies what is read through it, and gives no more than it was told to. What is skipped is read, and
 * so hashed too, which the JDK's own DigestInputStream does not do.
 */
public final class HashedInput extends PieceFilter {
    private final String algorithm;
    private final long mostBytes;
    private final OutputStream copy;
    private final MessageDigest hash;
    private long bytes;

    /**
     * @param algorithm of the digest: sha256 or sha512
     * @param mostBytes with one more, reading fails
     * @param copy gets all that is read
     */
    HashedInput(InputStream in, String algorithm, long mostBytes, OutputStream copy) {
        super(in);
        this.algorithm = algorithm;
        this.mostBytes = mostBytes;
        this.copy = copy;
        this.hash = Digests.hash(algorithm);
    }

    /** Only hashes. */
    public static HashedInput sha256(InputStream in) {
        return of("sha256", in);
    }

    /** Only hashes, by this algorithm. */
    public static HashedInput of(String algorithm, InputStream in) {
        return new HashedInput(in, algorithm, Long.MAX_VALUE, OutputStream.nullOutputStream());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            bytes += count;
            if (bytes > mostBytes) {
                throw new IOException("more than " + mostBytes + " bytes");
            }
            hash.update(buffer, offset, count);
            copy.write(buffer, offset, count);
        }
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** Of all that was read; ends the hash. */
    public Digest digest() {
        return Digests.end(algorithm, hash);
    }

    public static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (in.read(buffer, 0, buffer.length) >= 0) {
            // only to be hashed
        }
    }
}
