package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.image.ImageCare;
import dev.groovebox.sandbox.image.StoreUsage;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.DiskReport;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.DiskUsage;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures what is under the engine's root. */
final class DiskReports {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ContainerStore containers;
    private final ImageCare images;

    DiskReports(EnginePaths paths, FileCalls calls, ContainerStore containers, ImageCare images) {
        this.paths = paths;
        this.calls = calls;
        this.containers = containers;
        this.images = images;
    }

    DiskReport report() throws IOException {
        DiskUsage usage = new DiskUsage(calls);
        List<DiskReport.Row> rows = new ArrayList<>();
        StoreUsage store = images.usage(usage);
        rows.add(new DiskReport.Row("Images", store.images(), store.usedImages(), store.imageBytes(), store.unusedBytes()));
        addContainers(rows, usage);
        long snapshots = usage.of(paths.snapshots());
        rows.add(new DiskReport.Row("Snapshots", children(paths.snapshots()), children(paths.snapshots()), snapshots, 0));
        rows.add(volumes(usage));
        long cache = store.cacheBytes() + usage.of(paths.cache());
        rows.add(new DiskReport.Row("Build Cache", store.cachedLayers(), 0, cache, cache));
        rows.add(new DiskReport.Row("Orphans", store.orphans(), 0, store.orphanBytes(), store.orphanBytes()));
        long partial = usage.of(paths.partialBlobs());
        rows.add(new DiskReport.Row("Broken-off Pulls", children(paths.partialBlobs()), 0, partial, partial));
        long known = rows.stream().mapToLong(DiskReport.Row::sizeBytes).sum();
        // Indexes, names, locks, staging areas of commands that work at this moment.
        long other = Math.max(0, new DiskUsage(calls).of(paths.root()) - known);
        rows.add(new DiskReport.Row("Other", 1, 1, other, 0));
        return new DiskReport(rows);
    }

    private void addContainers(List<DiskReport.Row> rows, DiskUsage usage) throws IOException {
        int running = 0;
        long bytes = 0;
        long stopped = 0;
        int logs = 0;
        long logBytes = 0;
        List<String> ids = containers.ids();
        for (String id : ids) {
            ContainerPaths folder = paths.container(id);
            long log = usage.of(folder.log());
            long files = usage.of(folder.folder());
            boolean runs = containers.find(id).map(Container::state).filter(state -> state.status().hasProcess()).isPresent();
            running += runs ? 1 : 0;
            long own = files - log; // the log is in the folder
            bytes += own;
            stopped += runs ? 0 : own;
            logs += log == 0 ? 0 : 1;
            logBytes += log;
        }
        rows.add(new DiskReport.Row("Containers", ids.size(), running, bytes, stopped));
        rows.add(new DiskReport.Row("Container Logs", logs, running, logBytes, 0));
    }

    private DiskReport.Row volumes(DiskUsage usage) throws IOException {
        int count = children(paths.volumes());
        return new DiskReport.Row("Local Volumes", count, count, usage.of(paths.volumes()), 0);
    }

    private static int children(Path folder) throws IOException {
        int count = 0;
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    count++;
                }
            }
        }
        return count;
    }
}
