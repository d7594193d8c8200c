package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.inside.TreeCopy;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.MountCalls;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.volume.Volume;
import dev.groovebox.sandbox.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Makes of what a container asks for in volumes the folders that are mounted. */
final class VolumeMounts {
    private final Machine machine;
    private final ContainerStore containers;
    private final VolumeStore volumes;
    private final MountCalls mounts;
    private final ExecutorService threads;

    VolumeMounts(Machine machine, ContainerStore containers, VolumeStore volumes, MountCalls mounts, ExecutorService threads) {
        this.machine = machine;
        this.containers = containers;
        this.volumes = volumes;
        this.mounts = mounts;
        this.threads = threads;
    }

    /** The container's own, those of other containers, and those that its image asks for, each target once, parents first. */
    static List<MountSpec> all(ContainerRecord record, ContainerStore containers) throws IOException {
        Map<String, MountSpec> all = new LinkedHashMap<>();
        record.spec().mounts().forEach(mount -> all.put(target(mount), mount));
        for (String from : record.spec().volumesFrom()) {
            boolean readOnly = from.endsWith(":ro");
            Container other = containers.require(from.replaceFirst(":(ro|rw)$", ""));
            for (MountSpec mount : all(other.record(), containers)) {
                if (!(mount instanceof MountSpec.Tmpfs)) {
                    all.putIfAbsent(target(mount), named(mount, other.record().id(), readOnly));
                }
            }
        }
        for (String target : record.execution().volumes()) {
            all.putIfAbsent(Path.of(target).normalize().toString(), new MountSpec.Volume("", target, false, true));
        }
        return all.values().stream().map(mount -> named(mount, record.id(), false)).sorted((a, b) -> depth(a) - depth(b)).toList();
    }

    /** A container whose volumes come from one that has gone has those that it names itself. */
    static List<MountSpec> known(Container container, ContainerStore containers) throws IOException {
        try {
            return all(container.record(), containers);
        } catch (EngineException e) {
            if (e.failure().kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
            return container.record().spec().mounts();
        }
    }

    private static String target(MountSpec mount) {
        return Path.of(mount.target()).normalize().toString();
    }

    private static int depth(MountSpec mount) {
        return Path.of(mount.target()).normalize().getNameCount();
    }

    /** A volume without a name gets one of the container's and its target: the same at each start. */
    private static MountSpec named(MountSpec mount, String container, boolean readOnly) {
        if (mount instanceof MountSpec.Volume volume) {
            String name = volume.isAnonymous() ? OwnVolumes.name(container, target(volume)) : volume.name();
            return new MountSpec.Volume(name, volume.target(), volume.readOnly() || readOnly, volume.copyUp(), volume.subpath(), volume.idmapped());
        }
        if (mount instanceof MountSpec.Bind bind && readOnly) {
            return new MountSpec.Bind(bind.source(), bind.target(), true, bind.idmapped());
        }
        return mount;
    }

    /** The mounts of a launch: volumes are folders now, made and filled where they were not there. */
    List<MountSpec> resolve(ContainerRecord record, ContainerPaths folder, List<Path> layers) throws IOException, InterruptedException {
        List<MountSpec> resolved = new ArrayList<>();
        for (MountSpec mount : all(record, containers)) {
            requireOwnIds(mount, record);
            resolved.add(mount instanceof MountSpec.Volume volume ? folder(volume, record, folder, layers) : mount);
        }
        return resolved;
    }

    /** Its own mounts are known to fit; those of other containers come from a user namespace maybe. */
    private static void requireOwnIds(MountSpec mount, ContainerRecord record) {
        if (mount.idmapped() && record.userIdBase().isEmpty()) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot mount", mount.target(),
                    "another container has it with idmap, and this one has no user namespace", "run it with --userns auto, or mount it with -v");
        }
    }

    private MountSpec folder(MountSpec.Volume mount, ContainerRecord record, ContainerPaths folder, List<Path> layers)
            throws IOException, InterruptedException {
        String owner = mount.name().equals(OwnVolumes.name(record.id(), target(mount))) ? record.id() : "";
        Volume volume = volumes.create(mount.name(), Map.of(), owner);
        if (!mount.subpath().isEmpty()) {
            return part(volume, mount);
        }
        if (!volume.filled()) {
            try (ObjectLock lock = volumes.lock(volume.name())) {
                Volume now = volumes.require(volume.name());
                if (!now.filled()) {
                    if (mount.copyUp() && listing(now).isEmpty()) {
                        copyUp(now, mount.target(), folder, layers);
                    }
                    volumes.markFilled(now);
                }
            }
        }
        return new MountSpec.Bind(volumes.data(mount.name()), mount.target(), mount.readOnly(), mount.idmapped());
    }

    /**
     * Containers that have the volume may write links where the part is. So it is looked for without following any, here
     * for the error and at each launch once more, by the descriptor that is mounted.
     */
    private MountSpec part(Volume volume, MountSpec.Volume mount) throws IOException {
        Path data = volumes.data(volume.name()).toRealPath();
        try (OpenFile folder = machine.files().open(data, Access.FOLDER);
                OpenFile part = machine.files().openBeneath(folder, BytePath.of(mount.subpath()), Access.PLACE)) {
            return new MountSpec.Exact(data.resolve(mount.subpath()), mount.target(), mount.readOnly(), mount.idmapped());
        } catch (KernelException e) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot mount volume", volume.name(),
                    "its part '" + mount.subpath() + "' " + (e.errno() == Errno.ENOENT ? "is not there" : "is no plain path: " + e.errno()),
                    "make it first; links of a volume are not followed");
        }
    }

    private List<BytePath> listing(Volume volume) throws IOException {
        try (OpenFile data = machine.files().open(volumes.data(volume.name()), Access.FOLDER)) {
            return machine.files().list(data);
        }
    }

    /**
     * What the image has at the target, with its owners and modes, read through a mount that nobody else sees: no link of
     * the image leads out of it, and none of the volume's, which is empty.
     */
    private void copyUp(Volume volume, String target, ContainerPaths folder, List<Path> layers) throws IOException, InterruptedException {
        try (OpenFile root = mounts.overlay(layers, folder.upper(), folder.work(), folder.rootfs());
                OpenFile data = machine.files().open(volumes.data(volume.name()), Access.FOLDER)) {
            Optional<FileStatus> status = folderAt(root, target);
            if (status.isEmpty()) {
                return;
            }
            TreeCopy copy = new TreeCopy(machine.files(), threads, skipped -> {});
            copy.copy(new TreeCopy.End(root, target + "/."), true, new TreeCopy.End(data, "/"), true, false);
            try (OpenFile parent = machine.files().open(volumes.data(volume.name()).getParent(), Access.FOLDER)) {
                BytePath name = BytePath.of(volumes.data(volume.name()).getFileName().toString());
                machine.files().changeOwner(parent, name, status.get().uid(), status.get().gid());
                machine.files().changePermissions(parent, name, status.get().permissions());
            }
        }
    }

    /** Absent when the image has no such folder. */
    private Optional<FileStatus> folderAt(OpenFile root, String target) throws IOException {
        String relative = target.replaceFirst("^/+", "");
        try (OpenFile place = machine.files().openWithin(root, BytePath.of(relative), Access.FOLDER)) {
            return Optional.of(machine.files().status(place));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP || e.errno() == Errno.EXDEV) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
