package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.sandbox.storage.DiskUsage;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds and deletes what nobody needs: the content of removed images, and what a killed command left. */
final class ContentSweep {
    private final EnginePaths paths;
    private final ImageReader reader;
    private final ImageLayout layout;
    private final LayerStore layers;
    private final ImageUsers users;

    ContentSweep(EnginePaths paths, ImageReader reader, ImageLayout layout, LayerStore layers, ImageUsers users) {
        this.paths = paths;
        this.reader = reader;
        this.layout = layout;
        this.layers = layers;
        this.users = users;
    }

    /**
     * What only images have that the index calls removed and no container stands on. Nothing while an image that can't be
     * read may be in use: it may share their layers.
     */
    Garbage ofRemoved(Index index) throws IOException {
        ImageContent kept = new ImageContent(reader, layout);
        List<Descriptor> doomed = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            if (ImageIndex.isRemoved(entry) && isUnused(entry)) {
                doomed.add(entry);
            } else {
                kept.add(entry);
            }
        }
        if (mayBeInUse(kept)) {
            return Garbage.NOTHING;
        }
        List<String> lines = new ArrayList<>();
        Set<Digest> entries = new LinkedHashSet<>();
        Set<Digest> diffIds = new LinkedHashSet<>();
        Set<Digest> blobs = new LinkedHashSet<>();
        for (Descriptor entry : doomed) {
            ImageContent content = new ImageContent(reader, layout);
            content.add(entry);
            ImageIndex.idsOf(entry).forEach(id -> lines.add("Deleted: " + id));
            for (Digest diffId : content.diffIdsWithout(kept)) {
                if (diffIds.add(diffId)) {
                    lines.add("Deleted: " + diffId);
                }
            }
            blobs.addAll(content.blobsWithout(kept));
            entries.add(entry.digest());
        }
        return new Garbage(lines, entries, List.copyOf(diffIds), List.copyOf(blobs), List.of());
    }

    /** Whether a container may stand on one of them that can't be read. */
    private boolean mayBeInUse(ImageContent images) throws IOException {
        return images.isDamaged() && users.any();
    }

    private boolean isUnused(Descriptor entry) throws IOException {
        for (Digest id : ImageIndex.idsOf(entry)) {
            if (!users.containersOf(id).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /**
     * What neither an image of the index nor the cache knows, such as layers of a build that was killed. Nothing while an
     * image that can't be read may be in use, or the index has gone: what belongs to them is not known.
     */
    Garbage orphans(Index index, CachedContent cache) throws IOException {
        ImageContent known = new ImageContent(reader, layout);
        for (Descriptor entry : index.manifests()) {
            known.add(entry);
        }
        if (mayBeInUse(known) || !Files.exists(paths.imageIndex())) {
            return Garbage.NOTHING;
        }
        cache.layers().forEach(cached -> known.add(cached.layer()));
        StoreFiles files = StoreFiles.list(paths);
        List<String> lines = new ArrayList<>();
        List<Digest> diffIds = files.diffIds().stream().filter(diffId -> !known.hasLayer(diffId)).toList();
        List<Digest> blobs = files.blobs().stream().filter(blob -> !known.hasBlob(blob)).toList();
        diffIds.forEach(diffId -> lines.add("Deleted: layer " + diffId + " of no image"));
        blobs.forEach(blob -> lines.add("Deleted: blob " + blob + " of no image"));
        files.strays().forEach(stray -> lines.add("Deleted: file " + stray));
        return new Garbage(lines, Set.of(), diffIds, blobs, files.strays());
    }

    long bytesOf(Garbage garbage, DiskUsage usage) throws IOException {
        long bytes = 0;
        for (Digest diffId : garbage.diffIds()) {
            bytes += usage.of(layers.folder(diffId));
        }
        for (Digest blob : garbage.blobs()) {
            bytes += usage.of(layout.blob(blob));
        }
        for (Path stray : garbage.strays()) {
            bytes += usage.of(stray);
        }
        return bytes;
    }

    /** The caller has the content to itself. */
    void delete(Garbage garbage, StagingArea staging) throws IOException {
        for (Digest diffId : garbage.diffIds()) {
            layers.delete(diffId, staging);
        }
        for (Digest blob : garbage.blobs()) {
            Files.deleteIfExists(layout.blob(blob));
        }
        for (Path stray : garbage.strays()) {
            Files.move(stray, staging.newPath(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Drops the entries of what was deleted, unless they have been added again meanwhile. */
    static Index forget(Index index, Garbage deleted) {
        return index.withManifests(index.manifests().stream()
                .filter(entry -> !(ImageIndex.isRemoved(entry) && deleted.entries().contains(entry.digest())))
                .toList());
    }
}
