package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.inside.TreeCopy;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.operation.VolumeOperation;
import dev.groovebox.sandbox.spec.VolumeName;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.storage.StagingArea;
import dev.groovebox.sandbox.volume.Volume;
import dev.groovebox.sandbox.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * Copies that are kept of volumes, and taken back. A copy is made in the staging area and moved to its place when it is
 * whole and on the disk; nobody begins to use the volume meanwhile, since whoever does takes its lock.
 */
final class VolumeSnapshots {
    private final EnginePaths paths;
    private final Machine machine;
    private final VolumeStore volumes;
    private final VolumeUsers users;
    private final ExecutorService threads;

    VolumeSnapshots(EnginePaths paths, Machine machine, VolumeStore volumes, VolumeUsers users, ExecutorService threads) {
        this.paths = paths;
        this.machine = machine;
        this.volumes = volumes;
        this.users = users;
        this.threads = threads;
    }

    String take(VolumeOperation.SnapshotVolume asked) throws IOException, InterruptedException {
        Volume volume = volumes.require(asked.volume());
        requireName(asked.snapshot());
        try (ObjectLock lock = volumes.lock(volume.name())) {
            volumes.settle(volume.name());
            requireUnused(volume, "cannot copy volume", asked.force());
            if (volumes.snapshots(volume.name()).contains(asked.snapshot())) {
                throw new EngineException(
                        FailureKind.CONFLICT, "cannot copy volume", volume.name(), "it has a snapshot '" + asked.snapshot() + "' already",
                        "choose another name, or remove it (groovebox volume snapshot --remove " + volume.name() + " " + asked.snapshot() + ")");
            }
            Files.createDirectories(paths.volumeSnapshots(volume.name()));
            copy(volumes.data(volume.name()), paths.volumeSnapshot(volume.name(), asked.snapshot()));
        }
        return asked.snapshot();
    }

    String restore(VolumeOperation.RestoreVolume asked) throws IOException, InterruptedException {
        Volume volume = volumes.require(asked.volume());
        try (ObjectLock lock = volumes.lock(volume.name())) {
            volumes.settle(volume.name());
            requireSnapshot(volume, asked.snapshot());
            requireUnused(volume, "cannot restore volume", asked.force());
            copy(paths.volumeSnapshot(volume.name(), asked.snapshot()), paths.volumeRestored(volume.name()));
            volumes.settle(volume.name());
            // What the image has at the target is not to be added to it, also not when it is empty.
            volumes.markFilled(volume);
        }
        return volume.name();
    }

    String remove(VolumeOperation.RemoveVolumeSnapshot asked) throws IOException {
        Volume volume = volumes.require(asked.volume());
        try (ObjectLock lock = volumes.lock(volume.name());
                StagingArea staging = StagingArea.open(paths, machine.files())) {
            requireSnapshot(volume, asked.snapshot());
            // Out of sight in one step: one that is half deleted must not be restored.
            Files.move(paths.volumeSnapshot(volume.name(), asked.snapshot()), staging.newPath(), StandardCopyOption.ATOMIC_MOVE);
        }
        return asked.snapshot();
    }

    private static void requireName(String snapshot) {
        if (!VolumeName.isName(snapshot)) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot use snapshot", snapshot, "its name is not letters, digits, '_', '.', '-'", "choose another");
        }
    }

    private void requireSnapshot(Volume volume, String snapshot) throws IOException {
        List<String> known = volumes.snapshots(volume.name());
        if (!known.contains(snapshot)) {
            throw new EngineException(
                    FailureKind.NOT_FOUND, "cannot find snapshot", snapshot, "volume '" + volume.name() + "' has no such snapshot",
                    NearestWord.to(snapshot, known).map(near -> "did you mean '" + near + "'?")
                            .orElse("'groovebox volume inspect " + volume.name() + "' lists them"));
        }
    }

    private void requireUnused(Volume volume, String action, boolean force) throws IOException, InterruptedException {
        if (!force) {
            users.requireNoneRuns(volume.name(), action, "stop the container first, or use --force");
        }
    }

    private void copy(Path from, Path to) throws IOException, InterruptedException {
        try (StagingArea staging = StagingArea.open(paths, machine.files())) {
            Path folder = staging.newFolder();
            try (OpenFile source = machine.files().open(from, Access.FOLDER);
                    OpenFile copy = machine.files().open(folder, Access.FOLDER)) {
                new TreeCopy(machine.files(), threads, skipped -> {})
                        .copy(new TreeCopy.End(source, "/."), true, new TreeCopy.End(copy, "/"), true, false);
                giveAttributes(source, folder);
                machine.files().syncFilesystem(copy);
            }
            Files.move(folder, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Of the top folder, which an archive of its content does not have. */
    private void giveAttributes(OpenFile source, Path folder) throws IOException {
        FileStatus status = machine.files().status(source);
        BytePath name = BytePath.of(folder.getFileName().toString());
        try (OpenFile parent = machine.files().open(folder.getParent(), Access.FOLDER)) {
            machine.files().changeOwner(parent, name, status.uid(), status.gid());
            machine.files().changePermissions(parent, name, status.permissions());
        }
    }
}
