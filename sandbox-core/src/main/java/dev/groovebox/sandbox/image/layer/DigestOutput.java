package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.oci.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes what passes through. */
public final class DigestOutput extends FilterOutputStream {
    private final MessageDigest hash;
    private long bytes;

    public DigestOutput(OutputStream out) {
        super(out);
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
        return Digest.sha256(HexFormat.of().formatHex(hash.digest()));
    }

    public long bytes() {
        return bytes;
    }
}
