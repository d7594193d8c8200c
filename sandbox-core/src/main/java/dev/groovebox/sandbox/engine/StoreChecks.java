package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.DamagedContainers;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.image.ImageCare;
import dev.groovebox.sandbox.operation.StoreFinding;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.volume.DamagedVolumes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks through all that is stored for what is damaged, and for what nobody needs. */
final class StoreChecks {
    private final EnginePaths paths;
    private final ContainerStore containers;
    private final DamagedVolumes volumes;
    private final ImageCare images;

    StoreChecks(EnginePaths paths, ContainerStore containers, DamagedVolumes volumes, ImageCare images) {
        this.paths = paths;
        this.containers = containers;
        this.volumes = volumes;
        this.images = images;
    }

    List<StoreFinding> check(boolean repair) throws IOException {
        List<StoreFinding> findings = new ArrayList<>(new DamagedContainers(paths, containers).check(repair));
        findings.addAll(volumes.check(repair));
        List<String> orphans = orphans();
        findings.addAll(images.check(repair));
        for (String orphan : orphans) {
            findings.add(new StoreFinding(orphan.substring("Deleted: ".length()), "nobody needs it",
                    repair ? "deleted" : "a repair, or 'groovebox image prune', deletes it", repair));
        }
        for (Container container : containers.list()) {
            checkImage(container, findings);
        }
        return findings;
    }

    /** None are known while the index can't be read. */
    private List<String> orphans() throws IOException {
        try {
            return images.orphans();
        } catch (EngineException damagedIndex) {
            return List.of();
        }
    }

    private void checkImage(Container container, List<StoreFinding> findings) throws IOException {
        String id = container.record().imageId();
        if (!id.isEmpty() && !images.isHere(id)) {
            findings.add(new StoreFinding("container " + container.record().name(), "its image " + id + " is not here",
                    "pull or load " + container.record().image() + " again, or remove the container", false));
        }
    }
}
