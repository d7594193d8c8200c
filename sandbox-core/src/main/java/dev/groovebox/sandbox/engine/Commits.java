package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.commit.ContainerCommit;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.ImageSummaries;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.spec.CommitSpec;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Makes images of containers, whatever state they are in. */
final class Commits {
    private final Machine machine;
    private final ContainerStore containers;
    private final SnapshotStore snapshots;
    private final ContainerCommit commit;

    Commits(EnginePaths paths, Machine machine, ContainerStore containers, ImageStore images,
            SnapshotStore snapshots) {
        this.machine = machine;
        this.containers = containers;
        this.snapshots = snapshots;
        this.commit = new ContainerCommit(paths, machine.files(), images);
    }

    /** Lowest first. */
    private List<Path> uppers(Container container) throws IOException {
        List<Path> uppers = snapshots.written(container.paths());
        Collections.reverse(uppers);
        return uppers;
    }

    ImageSummary commit(CommitSpec spec) throws IOException, InterruptedException {
        Container container = containers.require(spec.container());
        Optional<Reference> name = spec.name().map(ImageKeeping::newName);
        try (HeldProcesses held = spec.pause()
                ? HeldProcesses.of(container, machine.cgroups(), machine.files())
                : HeldProcesses.nothing(container)) {
            return ImageSummaries.of(commit.commit(container, uppers(container), spec, name));
        }
    }
}
