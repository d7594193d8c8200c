package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.operation.DiskReport.CacheUse;
import dev.groovebox.sandbox.operation.DiskReport.ImageUse;
import dev.groovebox.sandbox.storage.DiskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What blobs and layers take on the disk, and whose they are. Each counts once: for images, else for the cache, else as
 * an orphan.
 *
 * @param unusedBytes of images that no container stands on, without what others share
 */
public record StoreUsage(
        List<ImageUse> images, long imageBytes, long unusedBytes, List<CacheUse> cached, long cacheBytes, int orphans,
        long orphanBytes) {

    public int usedImages() {
        return (int) images.stream().filter(image -> image.containers() > 0).count();
    }

    static StoreUsage measure(
            ImageStore store, StoreFiles files, ImageUsers users, CachedContent cache, DiskUsage usage)
            throws IOException {
        ContentSizes sizes = ContentSizes.measure(store, files, usage);
        Index index = store.layout().readIndex();
        ImageContent all = new ImageContent(store.reader(), store.layout());
        ImageContent used = new ImageContent(store.reader(), store.layout());
        List<ImageUse> images = new ArrayList<>();
        for (Map.Entry<Descriptor, ImageContent> image : contents(store, index, sizes).entrySet()) {
            Row row = Row.of(store, index, image.getKey(), users);
            images.add(row.measured(sizes, image.getValue()));
            all.add(image.getKey());
            if (row.containers > 0) {
                used.add(image.getKey());
            }
        }
        Map<Digest, CacheUse> cached = cached(cache, all, sizes);
        ImageContent ofCache = new ImageContent(store.reader(), store.layout());
        cache.layers().forEach(layer -> ofCache.add(layer.layer()));
        Sums sums = new Sums();
        for (Digest layer : files.diffIds()) {
            sums.add(all.hasLayer(layer), used.hasLayer(layer), ofCache.hasLayer(layer), sizes.ofLayer(layer));
        }
        for (Digest blob : files.blobs()) {
            sums.add(all.hasBlob(blob), used.hasBlob(blob), ofCache.hasBlob(blob), sizes.ofBlob(blob));
        }
        for (Path stray : files.strays()) {
            sums.add(false, false, false, usage.of(stray));
        }
        return new StoreUsage(images, sums.image, sums.unused, List.copyOf(cached.values()), sums.cache, sums.orphans, sums.orphan);
    }

    /** By entry, once for each image whatever the number of its names; all are counted as users. */
    private static Map<Descriptor, ImageContent> contents(ImageStore store, Index index, ContentSizes sizes) throws IOException {
        Map<Digest, Descriptor> entries = new LinkedHashMap<>();
        index.manifests().forEach(entry -> entries.putIfAbsent(entry.digest(), entry));
        Map<Descriptor, ImageContent> contents = new LinkedHashMap<>();
        for (Descriptor entry : entries.values()) {
            ImageContent content = new ImageContent(store.reader(), store.layout());
            content.add(entry);
            sizes.countUser(content);
            contents.put(entry, content);
        }
        return contents;
    }

    /** Two steps may have made the same layer, which is told once. */
    private static Map<Digest, CacheUse> cached(CachedContent cache, ImageContent images, ContentSizes sizes) throws IOException {
        Map<Digest, CacheUse> rows = new LinkedHashMap<>();
        Set<Digest> counted = new HashSet<>();
        for (CachedContent.CachedLayer cached : cache.layers()) {
            Digest layer = cached.layer().diffId();
            Digest blob = cached.layer().blob().digest();
            boolean shared = images.hasLayer(layer) && images.hasBlob(blob);
            long folder = (shared || !images.hasLayer(layer)) && counted.add(layer) ? sizes.ofLayer(layer) : 0;
            long bytes = folder + (shared || !images.hasBlob(blob) ? sizes.ofBlob(blob) : 0);
            if (bytes > 0) {
                rows.putIfAbsent(blob, new CacheUse(layer.hex(), "regular", Optional.of(cached.created()), bytes, shared));
            }
        }
        return rows;
    }

    /** What an image is called, and who stands on it. */
    private record Row(Descriptor entry, Optional<Digest> id, List<String> names, Optional<Instant> created, int containers) {
        static Row of(ImageStore store, Index index, Descriptor entry, ImageUsers users) throws IOException {
            List<String> names = ImageIndex.namesOf(index, entry.digest()).stream().map(Reference::familiar).toList();
            Optional<Digest> id = ImageIndex.idOf(entry);
            Optional<Instant> created = ImageIndex.createdOf(entry);
            if (id.isEmpty() || created.isEmpty()) {
                try {
                    StoredImage image = store.loader().load(index, entry);
                    id = Optional.of(image.id());
                    created = image.config().created();
                } catch (EngineException damaged) {
                    // 'system check' tells of it; here its bytes count all the same.
                    created = Optional.empty();
                }
            }
            List<Digest> known = ImageIndex.idsOf(entry);
            int containers = 0;
            for (Digest each : known.isEmpty() ? id.stream().toList() : known) {
                containers += users.containersOf(each).size();
            }
            return new Row(entry, id, names, created, containers);
        }

        ImageUse measured(ContentSizes sizes, ImageContent content) {
            long unique = sizes.unique(content);
            return new ImageUse(id.orElse(entry.digest()).toString(), entry.digest().toString(), names, created, unique,
                    sizes.all(content) - unique, containers);
        }
    }

    /** Counts what it is told of. */
    private static final class Sums {
        private long image;
        private long unused;
        private long cache;
        private long orphan;
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
