package dev.groovebox.sandbox.image;

import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.io.IOException;
import java.util.List;

/** Tells which layers a build may still want although no image has them. The engine answers from its build cache. */
@FunctionalInterface
public interface CachedContent {
    List<StoredLayer> layers() throws IOException;
}
