package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.storage.DiskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What blobs and layers take on the disk, and whose they are. Each counts once: for images, else for the cache, else as
 * an orphan.
 *
 * @param unusedBytes of images that no container stands on, without what others share
 */
public record StoreUsage(
        int images, int usedImages, long imageBytes, long unusedBytes, int cachedLayers, long cacheBytes, int orphans,
        long orphanBytes) {

    static StoreUsage measure(
            ImageStore store, StoreFiles files, ImageUsers users, CachedContent cache, DiskUsage usage)
            throws IOException {
        Index index = store.layout().readIndex();
        ImageContent all = new ImageContent(store.reader(), store.layout());
        ImageContent used = new ImageContent(store.reader(), store.layout());
        Set<Digest> images = new HashSet<>();
        Set<Digest> usedImages = new HashSet<>();
        for (Descriptor entry : index.manifests()) {
            all.add(entry);
            images.add(entry.digest());
            if (isUsed(entry, users)) {
                used.add(entry);
                usedImages.add(entry.digest());
            }
        }
        ImageContent cached = new ImageContent(store.reader(), store.layout());
        List<StoredLayer> layers = cache.layers();
        layers.forEach(cached::add);
        Sums sums = new Sums();
        for (Digest layer : files.diffIds()) {
            sums.add(all.hasLayer(layer), used.hasLayer(layer), cached.hasLayer(layer), usage.of(store.layers().folder(layer)));
            sums.cachedLayers += !all.hasLayer(layer) && cached.hasLayer(layer) ? 1 : 0;
        }
        for (Digest blob : files.blobs()) {
            sums.add(all.hasBlob(blob), used.hasBlob(blob), cached.hasBlob(blob), usage.of(store.layout().blob(blob)));
        }
        for (Path stray : files.strays()) {
            sums.add(false, false, false, usage.of(stray));
        }
        return new StoreUsage(images.size(), usedImages.size(), sums.image, sums.unused, sums.cachedLayers, sums.cache,
                sums.orphans, sums.orphan);
    }

    private static boolean isUsed(Descriptor entry, ImageUsers users) throws IOException {
        return ImageIndex.idOf(entry).isPresent() && !users.containersOf(ImageIndex.idOf(entry).get()).isEmpty();
    }

    /** Counts what it is told of. */
    private static final class Sums {
        private long image;
        private long unused;
        private long cache;
        private long orphan;
        private int cachedLayers;
        private int orphans;

        private void add(boolean ofImage, boolean inUse, boolean ofCache, long bytes) {
            if (ofImage) {
                image += bytes;
                unused += inUse ? 0 : bytes;
            } else if (ofCache) {
                cache += bytes;
            } else {
                orphan += bytes;
                orphans++;
            }
        }
    }
}
