package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.image.ImageCare;
import dev.groovebox.sandbox.image.StoreUsage;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.DiskReport;
import dev.groovebox.sandbox.operation.DiskReport.CacheUse;
import dev.groovebox.sandbox.operation.DiskReport.ContainerUse;
import dev.groovebox.sandbox.operation.DiskReport.Row;
import dev.groovebox.sandbox.operation.DiskReport.VolumeUse;
import dev.groovebox.sandbox.operation.VolumeSummary;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.DiskUsage;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures what is under the engine's root. */
final class DiskReports {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ContainerStore containers;
    private final ImageCare images;
    private final VolumeOperations volumes;

    DiskReports(
            EnginePaths paths, FileCalls calls, ContainerStore containers, ImageCare images, VolumeOperations volumes) {
        this.paths = paths;
        this.calls = calls;
        this.containers = containers;
        this.images = images;
        this.volumes = volumes;
    }

    DiskReport report() throws IOException {
        // One for all, in this order: a file of several names counts where it is met first.
        DiskUsage usage = new DiskUsage(calls);
        StoreUsage store = images.usage(usage);
        List<ContainerUse> ofContainers = containers(usage);
        long snapshots = usage.of(paths.snapshots());
        List<VolumeUse> ofVolumes = volumes(usage);
        List<CacheUse> cache = new ArrayList<>(store.cached());
        cache.addAll(cacheFiles(usage));
        long partial = usage.of(paths.partialBlobs());
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("Images", store.images().size(), store.usedImages(), store.imageBytes(), store.unusedBytes()));
        addContainers(rows, ofContainers);
        int kept = children(paths.snapshots()).size();
        rows.add(new Row("Snapshots", kept, kept, snapshots, 0));
        rows.add(volumes(ofVolumes));
        long cached = cache.stream().filter(use -> !use.shared()).mapToLong(CacheUse::sizeBytes).sum();
        rows.add(new Row("Build Cache", cache.size(), 0, cached, cached));
        rows.add(new Row("Orphans", store.orphans(), 0, store.orphanBytes(), store.orphanBytes()));
        rows.add(new Row("Broken-off Pulls", children(paths.partialBlobs()).size(), 0, partial, partial));
        long known = rows.stream().mapToLong(Row::sizeBytes).sum();
        // Indexes, names, locks, staging areas of commands that work at this moment.
        long other = Math.max(0, new DiskUsage(calls).of(paths.root()) - known);
        rows.add(new Row("Other", 1, 1, other, 0));
        return new DiskReport(rows, store.images(), ofContainers, ofVolumes, cache);
    }

    private List<ContainerUse> containers(DiskUsage usage) throws IOException {
        List<ContainerUse> uses = new ArrayList<>();
        for (String id : containers.ids()) {
            ContainerPaths folder = paths.container(id);
            long log = usage.of(folder.log());
            long own = usage.of(folder.folder()) - log; // the log is in the folder
            Optional<Container> container = containers.find(id);
            int mounted = container.isPresent() ? volumesOf(container.get()) : 0;
            uses.add(new ContainerUse(id, container.map(ContainerOperations::summary), mounted, own, log));
        }
        return uses;
    }

    private static int volumesOf(Container container) {
        return (int) VolumeMounts.all(container.record()).stream()
                .filter(mount -> mount instanceof MountSpec.Volume)
                .count();
    }

    private static void addContainers(List<Row> rows, List<ContainerUse> uses) {
        List<ContainerUse> running = uses.stream().filter(DiskReports::runs).toList();
        long bytes = uses.stream().mapToLong(ContainerUse::sizeBytes).sum();
        long ofRunning = running.stream().mapToLong(ContainerUse::sizeBytes).sum();
        rows.add(new Row("Containers", uses.size(), running.size(), bytes, bytes - ofRunning));
        int logs = (int) uses.stream().filter(use -> use.logBytes() > 0).count();
        rows.add(new Row("Container Logs", logs, running.size(), uses.stream().mapToLong(ContainerUse::logBytes).sum(), 0));
    }

    private static boolean runs(ContainerUse use) {
        return use.container().map(ContainerSummary::status).filter(status -> status.hasProcess()).isPresent();
    }

    private List<VolumeUse> volumes(DiskUsage usage) throws IOException {
        List<VolumeUse> uses = new ArrayList<>();
        for (VolumeSummary volume : volumes.list()) {
            uses.add(new VolumeUse(volume, usage.of(paths.volume(volume.name()))));
        }
        return uses;
    }

    /** Volumes without a container are what docker calls reclaimable. */
    private static Row volumes(List<VolumeUse> uses) {
        List<VolumeUse> unused = uses.stream().filter(use -> use.volume().containers().isEmpty()).toList();
        return new Row("Local Volumes", uses.size(), uses.size() - unused.size(),
                uses.stream().mapToLong(VolumeUse::sizeBytes).sum(), unused.stream().mapToLong(VolumeUse::sizeBytes).sum());
    }

    /** Folders of RUN --mount=type=cache one by one, all else by its folder. */
    private List<CacheUse> cacheFiles(DiskUsage usage) throws IOException {
        List<CacheUse> uses = new ArrayList<>();
        for (Path mount : children(paths.cacheMounts())) {
            uses.add(cacheUse(mount, "exec.cachemount", usage));
        }
        for (Path folder : children(paths.cache())) {
            if (folder.equals(paths.cacheMounts())) {
                continue; // the folder itself is under Other
            }
            uses.add(cacheUse(folder, "internal", usage));
        }
        return uses;
    }

    private static CacheUse cacheUse(Path file, String type, DiskUsage usage) throws IOException {
        return new CacheUse(file.getFileName().toString(), type, Optional.empty(), usage.of(file), false);
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                files.forEach(children::add);
            }
        }
        children.sort(null);
        return children;
    }
}
