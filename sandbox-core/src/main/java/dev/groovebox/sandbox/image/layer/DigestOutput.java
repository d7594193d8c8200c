package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and hashes what passes through. */
public final class DigestOutput extends FilterOutputStream {
    private static final String ALGORITHM = "sha256";

    private final MessageDigest hash = Digests.hash(ALGORITHM);
    private long bytes;

    public DigestOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        hash.update(buffer, offset, length);
        bytes += length;
    }

    /** Ends the hash; nothing may be written after it. */
    public Digest digest() {
        return Digests.end(ALGORITHM, hash);
    }

    public long bytes() {
        return bytes;
    }
}
