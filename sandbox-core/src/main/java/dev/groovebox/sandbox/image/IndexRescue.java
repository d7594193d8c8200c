package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.json.Json;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes an index anew of the manifests among the blobs. Names were in the index alone, and are lost. */
final class IndexRescue {
    private final EnginePaths paths;
    private final ImageStore store;

    IndexRescue(EnginePaths paths, ImageStore store) {
        this.paths = paths;
        this.store = store;
    }

    boolean findsAny() throws IOException {
        return !entries().isEmpty();
    }

    /** The caller has the content to itself. */
    Index rescue() throws IOException {
        Index index = Index.EMPTY.withManifests(entries());
        store.layout().writeIndex(index);
        return index;
    }

    private List<Descriptor> entries() throws IOException {
        List<Descriptor> tops = new ArrayList<>();
        Set<Digest> nested = new HashSet<>();
        for (Digest blob : StoreFiles.list(paths).blobs()) {
            Optional<Descriptor> top = top(blob, nested);
            top.ifPresent(tops::add);
        }
        List<Descriptor> entries = new ArrayList<>();
        for (Descriptor top : tops) {
            if (!nested.contains(top.digest())) {
                entry(top).ifPresent(entries::add);
            }
        }
        return entries;
    }

    /** @param nested receives what an index leads to, which is no image by itself */
    private Optional<Descriptor> top(Digest blob, Set<Digest> nested) throws IOException {
        long size = Files.size(store.layout().blob(blob));
        if (size > Json.MOST_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(store.layout().blob(blob));
        if (bytes.length == 0 || bytes[0] != '{') {
            return Optional.empty();
        }
        try {
            return Optional.of(Descriptor.of(Manifest.parse(bytes).mediaType(), blob, size));
        } catch (IllegalArgumentException noManifest) {
            return index(bytes, blob, nested);
        }
    }

    private static Optional<Descriptor> index(byte[] bytes, Digest blob, Set<Digest> nested) {
        try {
            Index index = Index.parse(bytes);
            index.manifests().forEach(manifest -> nested.add(manifest.digest()));
            return Optional.of(Descriptor.of(index.mediaType(), blob, bytes.length));
        } catch (IllegalArgumentException configuration) {
            return Optional.empty();
        }
    }

    private Optional<Descriptor> entry(Descriptor top) throws IOException {
        try {
            Manifest manifest = store.reader().manifest(top).manifest();
            long size = manifest.layers().stream()
                    .mapToLong(blob -> StoredLayer.of(blob.digest(), blob).sizeBytes())
                    .sum();
            return Optional.of(store.loader().entry(top, Map.of(manifest.config().digest(), size)));
        } catch (EngineException damaged) {
            return Optional.empty();
        }
    }
}
