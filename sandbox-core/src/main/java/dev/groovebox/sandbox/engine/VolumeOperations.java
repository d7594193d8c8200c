package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.inside.TreeCopy;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.VolumeOperation;
import dev.groovebox.sandbox.operation.VolumeSummary;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.volume.Volume;
import dev.groovebox.sandbox.volume.VolumeStore;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** What the engine does to volumes. */
final class VolumeOperations {
    private final Machine machine;
    private final VolumeStore volumes;
    private final VolumeUsers users;
    private final ExecutorService threads;
    private final VolumeSnapshots snapshots;

    VolumeOperations(EnginePaths paths, Machine machine, VolumeStore volumes, ContainerStore containers, ExecutorService threads) {
        this.machine = machine;
        this.volumes = volumes;
        this.users = new VolumeUsers(containers);
        this.threads = threads;
        this.snapshots = new VolumeSnapshots(paths, machine, volumes, users, threads);
    }

    Object perform(VolumeOperation<?> operation, EventSink events) throws IOException, InterruptedException {
        if (operation instanceof VolumeOperation.CreateVolume create) {
            return volumes.create(create.name(), create.labels(), "").name();
        }
        if (operation instanceof VolumeOperation.ListVolumes) {
            VolumeStore.Contents contents = volumes.contents();
            contents.damaged().forEach(name -> events.accept(new Event.Warning("volume " + name
                    + " is damaged: its record can't be read; 'groovebox system check --repair' writes it again")));
            return summaries(contents.volumes());
        }
        if (operation instanceof VolumeOperation.InspectVolume inspect) {
            return summary(volumes.require(inspect.volume()), users.all());
        }
        if (operation instanceof VolumeOperation.RemoveVolume remove) {
            return remove(remove.volume());
        }
        if (operation instanceof VolumeOperation.PruneVolumes prune) {
            return prune(prune.all());
        }
        if (operation instanceof VolumeOperation.ExportVolume export) {
            return export(export);
        }
        if (operation instanceof VolumeOperation.ImportVolume asked) {
            return take(asked);
        }
        if (operation instanceof VolumeOperation.SnapshotVolume asked) {
            return snapshots.take(asked);
        }
        if (operation instanceof VolumeOperation.RestoreVolume asked) {
            return snapshots.restore(asked);
        }
        return snapshots.remove((VolumeOperation.RemoveVolumeSnapshot) operation);
    }

    List<VolumeSummary> list() throws IOException {
        return summaries(volumes.list());
    }

    private List<VolumeSummary> summaries(List<Volume> listed) throws IOException {
        Map<String, List<String>> all = users.all();
        List<VolumeSummary> summaries = new ArrayList<>();
        for (Volume volume : listed) {
            summaries.add(summary(volume, all));
        }
        return summaries;
    }

    private VolumeSummary summary(Volume volume, Map<String, List<String>> all) throws IOException {
        return new VolumeSummary(
                volume.name(), volume.created(), volume.labels(), volumes.data(volume.name()).toString(),
                volume.isAnonymous(), all.getOrDefault(volume.name(), List.of()), volumes.snapshots(volume.name()));
    }

    private String remove(String name) throws IOException {
        if (!volumes.isDamaged(name)) {
            volumes.require(name);
        }
        volumes.delete(name, () -> {
            requireUnused(name);
            return true;
        });
        return name;
    }

    private void requireUnused(String name) throws IOException {
        List<String> having = users.all().getOrDefault(name, List.of());
        if (!having.isEmpty()) {
            throw new EngineException(
                    FailureKind.CONFLICT, "cannot remove volume", name,
                    "container '" + having.get(0) + "' has it" + (having.size() > 1 ? ", and " + (having.size() - 1) + " more" : ""),
                    "remove the container first (groovebox rm " + having.get(0) + ")");
        }
    }

    private List<String> prune(boolean named) throws IOException {
        Map<String, List<String>> all = users.all();
        List<String> removed = new ArrayList<>();
        for (Volume volume : volumes.list()) {
            if (!all.containsKey(volume.name()) && (named || volume.isAnonymous())
                    && volumes.delete(volume.name(), () -> !users.all().containsKey(volume.name()))) {
                removed.add(volume.name());
            }
        }
        return removed;
    }

    private long export(VolumeOperation.ExportVolume export) throws IOException {
        Volume volume = volumes.require(export.volume());
        try (ObjectLock lock = volumes.lock(volume.name())) {
            volumes.settle(volume.name());
        }
        try (OpenFile data = machine.files().open(volumes.data(volume.name()), Access.FOLDER);
                OutputStream file = new BufferedOutputStream(Files.newOutputStream(export.file()))) {
            return copy().pack(new TreeCopy.End(data, "/."), true, file);
        }
    }

    private long take(VolumeOperation.ImportVolume asked) throws IOException, InterruptedException {
        try (InputStream file = archive(asked)) {
            return take(volumes.create(asked.volume(), Map.of(), "").name(), file);
        }
    }

    private static InputStream archive(VolumeOperation.ImportVolume asked) throws IOException {
        try {
            return new BufferedInputStream(Files.newInputStream(asked.file()));
        } catch (NoSuchFileException missing) {
            throw new EngineException(
                    FailureKind.NOT_FOUND, "cannot import into volume", asked.volume(), "there is no file '" + asked.file() + "'",
                    "name a tar of this machine");
        }
    }

    private long take(String name, InputStream file) throws IOException, InterruptedException {
        // Neither a container nor another archive or copy comes between.
        try (ObjectLock lock = volumes.lock(name)) {
            Volume volume = volumes.require(name);
            volumes.settle(name);
            users.requireNoneRuns(name, "cannot import into volume", "stop the container first");
            return fill(volume, file);
        }
    }

    /** The caller holds the volume's lock. */
    private long fill(Volume volume, InputStream file) throws IOException {
        try (OpenFile data = machine.files().open(volumes.data(volume.name()), Access.FOLDER)) {
            long count = copy().extract(file, new TreeCopy.End(data, "/"), true);
            volumes.markFilled(volume);
            return count;
        }
    }

    private TreeCopy copy() {
        return new TreeCopy(machine.files(), threads, skipped -> {});
    }
}
