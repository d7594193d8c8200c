package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.inside.TreeCopy;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.MountCalls;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Gives an empty volume what the image has at its target, before a container's first start, as docker does when it makes
 * the container. The copy is made in the staging area, and put beside the volume's content when it is whole: a volume
 * never has half of an image's files.
 */
final class VolumeFilling {
    private final EnginePaths paths;
    private final FileCalls files;
    private final VolumeStore volumes;
    private final MountCalls mounts;
    private final ExecutorService threads;

    VolumeFilling(EnginePaths paths, FileCalls files, VolumeStore volumes, MountCalls mounts, ExecutorService threads) {
        this.paths = paths;
        this.files = files;
        this.volumes = volumes;
        this.mounts = mounts;
        this.threads = threads;
    }

    /** An empty volume to which the image has nothing to give stays one that another image may fill. */
    void fill(MountSpec.Volume mount, ContainerPaths container, List<Path> layers) throws IOException, InterruptedException {
        try (ObjectLock lock = volumes.lock(mount.name())) {
            volumes.settle(mount.name());
            Volume volume = volumes.require(mount.name());
            if (volume.filled()) {
                return;
            }
            if (!isEmpty(volumes.data(mount.name()))) {
                volumes.markFilled(volume);
            } else if (mount.copyUp() && !Files.exists(container.state())) {
                copyUp(mount, container, layers);
                volumes.settle(mount.name());
            }
        }
    }

    private boolean isEmpty(Path folder) throws IOException {
        try (OpenFile open = files.open(folder, Access.FOLDER)) {
            return files.list(open).isEmpty();
        }
    }

    /**
     * What the image has at the target, with its owners and modes, read through a mount that nobody else sees: no link of
     * the image leads out of it.
     */
    private void copyUp(MountSpec.Volume mount, ContainerPaths container, List<Path> layers) throws IOException, InterruptedException {
        try (OpenFile root = mounts.overlay(layers, container.upper(), container.work(), container.rootfs())) {
            Optional<FileStatus> status = folderAt(root, mount.target());
            if (status.isPresent()) {
                copyUp(mount, root, status.get());
            }
        }
    }

    private void copyUp(MountSpec.Volume mount, OpenFile root, FileStatus status) throws IOException, InterruptedException {
        try (StagingArea staging = StagingArea.open(paths, files)) {
            Path folder = staging.newFolder();
            try (OpenFile copy = files.open(folder, Access.FOLDER)) {
                new TreeCopy(files, threads, skipped -> {})
                        .copy(new TreeCopy.End(root, mount.target() + "/."), true, new TreeCopy.End(copy, "/"), true, false);
                files.changeOwner(copy, status.uid(), status.gid());
                files.changePermissions(copy, status.permissions());
                files.syncFilesystem(copy);
            }
            Files.move(folder, paths.volumeFilling(mount.name()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Absent when the image has no such folder. */
    private Optional<FileStatus> folderAt(OpenFile root, String target) throws IOException {
        String relative = target.replaceFirst("^/+", "");
        try (OpenFile place = files.openWithin(root, BytePath.of(relative), Access.FOLDER)) {
            return Optional.of(files.status(place));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP || e.errno() == Errno.EXDEV) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
