package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.ImageConfig.History;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.build.cache.BuildCache;
import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.host.HostBase;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.image.tree.TreeEntry;
import dev.groovebox.sandbox.image.tree.TreeSource;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes base layers out of this machine's own programs; what has not changed since the last time is not made again. */
final class HostImages {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final HostBase host;
    private final BuildCache cache;

    HostImages(EnginePaths paths, FileCalls calls, ImageStore store, HostBase host) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.host = host;
        this.cache = new BuildCache(paths, store.layers());
    }

    /** @param cached the layer was there already */
    record Base(StoredLayer layer, ImageConfig config, boolean cached) {}

    /** The ready-made programs. */
    Base readyMade() throws IOException {
        return of(host.readyMade(), false);
    }

    Base of(List<String> programs, boolean certificates) throws IOException {
        TreeSource tree = host.collect(programs, certificates);
        CacheKey key = fingerprint(tree);
        Instant created = newest(tree);
        Optional<BuildCache.Made> made = cache.find(key);
        StoredLayer layer;
        if (made.isPresent()) {
            layer = made.get().layer().orElseThrow();
        } else {
            layer = store(tree);
            cache.put(key, new BuildCache.Made(Optional.of(layer), created));
        }
        History history = new History(
                Optional.of(created), "FROM host(" + String.join(", ", programs) + ")", "", false);
        ImageConfig config = new ImageConfig(
                Optional.of(created),
                Optional.empty(),
                Platform.ofThisMachine(),
                Execution.EMPTY,
                List.of(layer.diffId()),
                List.of(history));
        return new Base(layer, config, made.isPresent());
    }

    private StoredLayer store(TreeSource tree) throws IOException {
        try (StagingArea staging = StagingArea.open(paths, calls)) {
            return store.layers().store(tree, staging);
        } catch (IOException e) {
            throw new EngineException(FailureKind.ENGINE, "cannot make a base of this machine's programs", "",
                    Failure.reasonOf(e), "");
        }
    }

    /** The clock plays no part: the same files make the same image at any time. */
    private static Instant newest(TreeSource tree) {
        return tree.entries().stream().map(TreeEntry::modified).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }

    /** Files of the machine are told by where they are, their size and times: reading them all would take longer. */
    private static CacheKey fingerprint(TreeSource tree) throws IOException {
        CacheKey.Builder key = CacheKey.of("host");
        for (TreeEntry entry : tree.entries()) {
            key.add(entry.getClass().getSimpleName()).add(entry.path()).add(entry.mode()).add(entry.uid()).add(entry.gid())
                    .add(entry.modified().toString());
            if (entry instanceof TreeEntry.Text text) {
                key.add(text.content());
            } else if (entry instanceof TreeEntry.Link link) {
                key.add(link.target());
            } else if (entry instanceof TreeEntry.HostFile file) {
                BasicFileAttributes attributes = Files.readAttributes(file.content(), BasicFileAttributes.class);
                key.add(file.content().toString()).add(attributes.size()).add(attributes.lastModifiedTime().toString())
                        .add(String.valueOf(attributes.fileKey()));
            }
        }
        return key.build();
    }
}
