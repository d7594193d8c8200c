package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.build.cache.BuildCache;
import dev.groovebox.sandbox.build.Builder;
import dev.groovebox.sandbox.build.ImageResolver;
import dev.groovebox.sandbox.build.MissingImages;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.image.ImageCare;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.ImageSummaries;
import dev.groovebox.sandbox.image.host.HostPrograms;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.snapshot.SnapshotStore;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** What the engine does to images. */
final class ImageOperations {
    private final ImageStore store;
    private final Sandboxes sandboxes;
    private final RunnableImages runnable;
    private final Builder builder;
    private final ImageCare care;
    private final SnapshotStore snapshots;
    private final ImageKeeping keeping;
    private final BuildFiles files;
    private final ReceivedContexts contexts;
    private final Commits commits;

    ImageOperations(
            EnginePaths paths, Machine machine, ImageStore store, ContainerStore containers, Sandboxes sandboxes,
            MissingImages missing, ExecutorService threads) {
        this.store = store;
        this.sandboxes = sandboxes;
        ImageResolver resolver = new ImageResolver(paths, machine.files(), store, HostPrograms.ofThisMachine(), missing);
        this.runnable = new RunnableImages(paths, store, resolver);
        this.builder = new Builder(paths, machine.files(), store, resolver);
        this.files = new BuildFiles(machine.files());
        this.contexts = new ReceivedContexts(paths, machine.files(), threads);
        this.snapshots = new SnapshotStore(paths, machine.files());
        this.commits = new Commits(paths, machine, containers, store, snapshots);
        this.care = new ImageCare(
                paths, machine.files(), store, new ContainersOnImages(containers), new BuildCache(paths, store.layers()));
        this.keeping = new ImageKeeping(store, care);
    }

    Object perform(ImageOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof ImageOperation.BuildImage build) {
            return build(build, events);
        }
        if (operation instanceof ImageOperation.ReadDockerfile asked) {
            return files.read(asked, events);
        }
        if (operation instanceof ImageOperation.ReadIgnored asked) {
            return files.ignored(asked);
        }
        if (operation instanceof ImageOperation.UnpackContext asked) {
            return contexts.unpack(asked, events);
        }
        if (operation instanceof ImageOperation.FetchContext asked) {
            return contexts.fetch(asked.address());
        }
        if (operation instanceof ImageOperation.ListImages) {
            return list(events);
        }
        if (operation instanceof ImageOperation.CommitContainer commit) {
            return commits.commit(commit.spec());
        }
        return keeping.perform(operation);
    }

    /** What a container that is there stands on, topmost first: its snapshots and the layers of its image. */
    List<Path> under(Container container) throws IOException {
        return under(container.record(), container.paths());
    }

    /**
     * The same for what is to be mounted, with a new upper folder for one that a killed snapshot has taken away. The caller
     * holds the container's lock.
     */
    List<Path> mountable(ContainerRecord record, ContainerPaths paths) throws IOException {
        snapshots.ensureUpper(paths);
        return under(record, paths);
    }

    private List<Path> under(ContainerRecord record, ContainerPaths paths) throws IOException {
        List<Path> layers = new ArrayList<>(snapshots.layers(paths));
        layers.addAll(runnable.under(record.imageId()).layers());
        return layers;
    }

    ImageCare care() {
        return care;
    }

    /**
     * The image a new container is to stand on; one that is not here is pulled.
     *
     * @param platform absent for this machine's, or whatever is here
     */
    RunnableImages.RunnableImage runnable(String name, Optional<Platform> platform, EventSink events)
            throws IOException, InterruptedException {
        return runnable.findOrPull(name, platform, events);
    }

    /** Keeps the store's content as it is, until a container that stands on it is written down. */
    ObjectLock hold() throws IOException {
        return store.hold();
    }

    private ImageSummary build(ImageOperation.BuildImage build, EventSink events) throws IOException, InterruptedException {
        Builder.Built built = builder.build(build.spec(), new BuildStepRunner(sandboxes, events), events, build.failureShell());
        return ImageSummaries.of(built.image(), built.fromCache());
    }

    private List<ImageSummary> list(EventSink events) throws IOException {
        return store.list(damaged -> events.accept(new Event.Warning(damaged.getMessage())));
    }
}
