package dev.groovebox.registry.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes digests. */
public final class Digests {
    private Digests() {}

    public static Digest of(String algorithm, byte[] content) {
        MessageDigest hash = hash(algorithm);
        hash.update(content);
        return end(algorithm, hash);
    }

    /** Of all that the hash, which is of this algorithm, has been given; it begins anew. */
    public static Digest end(String algorithm, MessageDigest hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    /** @param algorithm of a {@link Digest}: sha256 or sha512 */
    public static MessageDigest hash(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has both", e);
        }
    }
}
