package dev.groovebox.sandbox.image;

import dev.groovebox.sandbox.image.layer.StoredLayer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Tells which layers a build may still want although no image has them. The engine answers from its build cache. */
@FunctionalInterface
public interface CachedContent {
    record CachedLayer(StoredLayer layer, Instant created) {}

    List<CachedLayer> layers() throws IOException;
}
