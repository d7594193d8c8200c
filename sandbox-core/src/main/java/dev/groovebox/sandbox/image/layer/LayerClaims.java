package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import java.util.Optional;

/**
 * What is said of a layer before its archive has been read. All of it is verified.
 *
 * @param diffId the digest of the uncompressed archive; absent for one that no configuration names yet
 * @param blob digest and size of the archive as it comes; absent where an archive brings layers without saying so
 */
public record LayerClaims(Optional<Digest> diffId, Optional<Descriptor> blob) {
    public static final LayerClaims NONE = new LayerClaims(Optional.empty(), Optional.empty());

    public static LayerClaims of(Digest diffId, Descriptor blob) {
        return new LayerClaims(Optional.of(diffId), Optional.of(blob));
    }

    public static LayerClaims ofDiffId(Digest diffId) {
        return new LayerClaims(Optional.of(diffId), Optional.empty());
    }

    String blobAlgorithm() {
        return blob.map(descriptor -> descriptor.digest().algorithm()).orElse("sha256");
    }

    String diffAlgorithm() {
        return diffId.map(Digest::algorithm).orElse("sha256");
    }
}
