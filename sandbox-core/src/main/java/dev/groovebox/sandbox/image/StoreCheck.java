package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.StoreFinding;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether each image of the store is what its digests say. With repair, the caller has the content to itself. */
final class StoreCheck {
    private final EnginePaths paths;
    private final ImageStore store;
    private final ImageUsers users;
    private final BlobCheck blobs;
    private final List<StoreFinding> findings = new ArrayList<>();

    StoreCheck(EnginePaths paths, FileCalls calls, ImageStore store, ImageUsers users) {
        this.paths = paths;
        this.store = store;
        this.users = users;
        this.blobs = new BlobCheck(paths, calls, store);
    }

    List<StoreFinding> check(boolean repair) throws IOException {
        Optional<Index> index = index(repair);
        if (index.isPresent()) {
            checkLayoutFile(index.get(), repair);
            for (Descriptor entry : distinct(index.get())) {
                check(index.get(), entry, repair);
            }
        }
        return findings;
    }

    private Optional<Index> index(boolean repair) throws IOException {
        try {
            if (!Files.exists(paths.imageIndex()) && new IndexRescue(paths, store).findsAny()) {
                throw ImageLayout.damaged(paths.imageIndex(), "it is missing, and there are images");
            }
            return Optional.of(store.layout().readIndex());
        } catch (EngineException e) {
            Index rebuilt = repair ? new IndexRescue(paths, store).rescue() : Index.EMPTY;
            findings.add(new StoreFinding("the index of images", e.failure().cause(), repair
                    ? rebuilt.manifests().size() + " images were found again; they have no names now"
                    : "a repair finds the images again, without their names", repair));
            return repair ? Optional.of(rebuilt) : Optional.empty();
        }
    }

    private void checkLayoutFile(Index index, boolean repair) throws IOException {
        if (index.manifests().isEmpty() || store.layout().hasLayoutFile()) {
            return;
        }
        if (repair) {
            store.layout().writeLayoutFile();
        }
        findings.add(new StoreFinding("file " + paths.imageLayoutFile(), "it is missing or no layout file",
                repair ? "written again" : "a repair writes it", repair));
    }

    private static List<Descriptor> distinct(Index index) {
        Map<Digest, Descriptor> entries = new LinkedHashMap<>();
        index.manifests().stream()
                .filter(entry -> !ImageIndex.isRemoved(entry))
                .forEach(entry -> entries.putIfAbsent(entry.digest(), entry));
        return List.copyOf(entries.values());
    }

    private void check(Index index, Descriptor entry, boolean repair) throws IOException {
        String object = "image " + nameOf(index, entry);
        try {
            Manifest manifest = store.reader().manifest(entry).manifest();
            List<Digest> diffIds = store.reader().config(manifest).diffIds();
            for (int i = 0; i < diffIds.size(); i++) {
                Optional<String> problem = blobs.problemOf(manifest.layers().get(i));
                if (problem.isPresent()) {
                    layerProblem(object, entry, diffIds.get(i), manifest.layers().get(i), problem.get(), repair);
                }
            }
            if (MediaTypes.INDEXES.contains(entry.mediaType())) {
                checkOthers(object, entry, manifest.layers(), repair);
            }
        } catch (EngineException e) {
            imageProblem(object, entry, e.failure().object() + ": " + e.failure().cause(), repair);
        }
    }

    /** Of other platforms' images; this machine's stays when one of them is damaged. */
    private void checkOthers(String object, Descriptor index, List<Descriptor> own, boolean repair) throws IOException {
        for (Descriptor layer : StoredIndex.of(store.layout(), index).layers()) {
            Optional<String> problem = own.contains(layer) ? Optional.empty() : blobs.problemOf(layer);
            if (problem.isPresent()) {
                if (repair) {
                    Files.deleteIfExists(store.layout().blob(layer.digest()));
                }
                findings.add(new StoreFinding(object, problem.get(), "it is another platform's; " + (repair
                        ? "removed; this machine's image stays"
                        : "a repair removes it, and leaves this machine's image"), repair));
            }
        }
    }

    private static String nameOf(Index index, Descriptor entry) {
        List<Reference> names = ImageIndex.namesOf(index, entry.digest());
        return names.isEmpty()
                ? ImageIndex.idOf(entry).orElse(entry.digest()).toString()
                : String.join(", ", names.stream().map(Reference::familiar).toList());
    }

    private void layerProblem(String object, Descriptor entry, Digest diffId, Descriptor blob, String problem, boolean repair)
            throws IOException {
        if (repair && blobs.restore(diffId, blob)) {
            findings.add(new StoreFinding(object, problem, "its layer was archived again", true));
        } else {
            imageProblem(object, entry, problem, repair);
        }
    }

    private void imageProblem(String object, Descriptor entry, String problem, boolean repair) throws IOException {
        List<String> containers = new ArrayList<>();
        for (Digest id : ImageIndex.idsOf(entry)) {
            containers.addAll(users.containersOf(id));
        }
        if (!containers.isEmpty()) {
            findings.add(new StoreFinding(object, problem,
                    "container " + String.join(", ", containers) + " needs it: pull or load it again", false));
            return;
        }
        if (repair) {
            store.changeIndex(index -> ImageIndex.without(index, entry.digest()));
            Files.deleteIfExists(store.layout().blob(entry.digest()));
        }
        findings.add(new StoreFinding(object, problem,
                repair ? "removed; pull, load or build it again" : "a repair mends it, or removes it", repair));
    }
}
