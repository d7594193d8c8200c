package dev.groovebox.registry.oci;

import java.util.regex.Pattern;

/**
 * A content digest (image-spec, descriptor.md). Its grammar is checked before any path or URL is made of it.
 *
 * @param hex 64 lower-case digits for sha256, 128 for sha512
 */
public record Digest(String algorithm, String hex) {
    private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");
    private static final Pattern SHA512 = Pattern.compile("[a-f0-9]{128}");

    public Digest {
        boolean valid = switch (algorithm) {
            case "sha256" -> SHA256.matcher(hex).matches();
            case "sha512" -> SHA512.matcher(hex).matches();
            default -> false;
        };
        if (!valid) {
            throw new IllegalArgumentException("not a digest: " + algorithm + ":" + hex);
        }
    }

    public static Digest sha256(String hex) {
        return new Digest("sha256", hex);
    }

    /** @throws IllegalArgumentException when the text is no digest */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a digest: " + text);
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** A record's own would be linked at its first use, which is felt at each start of a command. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && hex.equals(digest.hex) && algorithm.equals(digest.algorithm);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
