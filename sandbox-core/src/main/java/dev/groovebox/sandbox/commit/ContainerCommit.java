package dev.groovebox.sandbox.commit;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.ImageConfig.History;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.image.ContentHold;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.NewImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.spec.CommitSpec;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an image of a container: the layers of its image, and one of what the container has written, which its upper
 * folder holds. Lower layers are not looked at.
 */
public final class ContainerCommit {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;

    public ContainerCommit(EnginePaths paths, FileCalls calls, ImageStore store) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
    }

    /**
     * @param uppers what lies over the image's layers, lowest first: the container's snapshots and its own upper folder
     * @param name of the image; absent: it has its id alone
     */
    public StoredImage commit(Container container, List<Path> uppers, CommitSpec spec, Optional<Reference> name)
            throws IOException, InterruptedException {
        ContainerRecord record = container.record();
        Execution execution =
                ConfigChanges.applied(ConfigChanges.ofContainer(record.execution(), record.spec()), spec.changes());
        try (ContentHold held = store.begin(); StagingArea staging = StagingArea.open(paths, calls)) {
            StoredImage base = store.requireUnder(record.imageId());
            List<StoredLayer> layers = new ArrayList<>(store.storedLayers(base));
            List<StoredLayer> added = new ArrayList<>();
            for (Path upper : uppers) {
                added.add(store.layers().storeCopy(upper, staging));
            }
            layers.addAll(added);
            byte[] config = config(base.config(), record, execution, added, spec).writeOver(store.configBytes(base));
            StoredImage image = store.add(NewImage.of(config, layers), name.stream().toList());
            held.done();
            return image;
        }
    }

    private static ImageConfig config(ImageConfig base, ContainerRecord record, Execution execution,
            List<StoredLayer> added, CommitSpec spec) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<History> history = whole(base);
        added.forEach(layer -> history.add(
                new History(Optional.of(now), String.join(" ", record.command()), spec.message(), false)));
        List<Digest> diffIds = new ArrayList<>(base.diffIds());
        added.forEach(layer -> diffIds.add(layer.diffId()));
        Optional<String> author = spec.author().isEmpty() ? base.author() : Optional.of(spec.author());
        return new ImageConfig(Optional.of(now), author, base.platform(), execution, diffIds, history);
    }

    /** A base may tell of fewer layers than it has; what is added must not be taken for what one of those did. */
    private static List<History> whole(ImageConfig base) {
        List<History> history = new ArrayList<>(base.history());
        long told = history.stream().filter(line -> !line.emptyLayer()).count();
        for (long missing = base.diffIds().size() - told; missing > 0; missing--) {
            history.add(new History(base.created(), "", "", false));
        }
        return history;
    }
}
