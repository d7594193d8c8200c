package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Digest;
import java.io.IOException;
import java.util.List;

/** Tells which containers stand on an image, whose layers must then stay. The engine answers from its containers. */
public interface ImageUsers {
    /**
     * @param image the image's id
     * @return the containers' names
     */
    List<String> containersOf(Digest image) throws IOException;

    /** Whether there is any container at all. */
    boolean any() throws IOException;
}
