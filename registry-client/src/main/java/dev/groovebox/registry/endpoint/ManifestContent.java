package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.MediaTypes;

/** A manifest or index as it came, with its bytes, whose digest has been checked. */
public record ManifestContent(String mediaType, Digest digest, byte[] bytes) {
    public boolean isIndex() {
        return MediaTypes.INDEXES.contains(mediaType);
    }

    public Descriptor descriptor() {
        return Descriptor.of(mediaType, digest, bytes.length);
    }
}
