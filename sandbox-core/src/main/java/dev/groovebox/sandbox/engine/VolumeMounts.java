package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.volume.Volume;
import dev.groovebox.sandbox.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes of what a container asks for in volumes the folders that are mounted. */
final class VolumeMounts {
    private final Machine machine;
    private final ContainerStore containers;
    private final VolumeStore volumes;
    private final VolumeFilling filling;

    VolumeMounts(Machine machine, ContainerStore containers, VolumeStore volumes, VolumeFilling filling) {
        this.machine = machine;
        this.containers = containers;
        this.volumes = volumes;
        this.filling = filling;
    }

    /** The container's own, those that it has from other containers, and those that its image asks for, parents first. */
    static List<MountSpec> all(ContainerRecord record) {
        Map<String, MountSpec> all = new LinkedHashMap<>();
        record.mounts().forEach(mount -> all.put(target(mount), mount));
        for (String target : record.execution().volumes()) {
            all.putIfAbsent(Path.of(target).normalize().toString(), new MountSpec.Volume("", target, false, true));
        }
        return all.values().stream().map(mount -> named(mount, record.id(), false)).sorted((a, b) -> depth(a) - depth(b)).toList();
    }

    /**
     * What the containers that the spec takes volumes from have now, but where it has mounts of its own; of two at one
     * target the later, as in docker. Volumes that those have not used yet are made, as theirs: the name alone would not
     * tell whose it is when they have gone.
     */
    List<MountSpec> inherited(ContainerSpec spec) throws IOException {
        Map<String, MountSpec> inherited = new LinkedHashMap<>();
        for (String from : spec.volumesFrom()) {
            boolean readOnly = from.endsWith(":ro");
            ContainerRecord giver = containers.require(from.replaceFirst(":(ro|rw)$", "")).record();
            for (MountSpec mount : all(giver)) {
                if (!(mount instanceof MountSpec.Tmpfs)) {
                    inherited.put(target(mount), named(mount, giver.id(), readOnly));
                }
                if (mount instanceof MountSpec.Volume volume) {
                    make(volume, giver);
                }
            }
        }
        spec.mounts().forEach(mount -> inherited.remove(target(mount)));
        return List.copyOf(inherited.values());
    }

    private Volume make(MountSpec.Volume mount, ContainerRecord user) throws IOException {
        String owner = mount.name().equals(OwnVolumes.name(user.id(), target(mount))) ? user.id() : "";
        return volumes.create(mount.name(), Map.of(), owner);
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
        for (MountSpec mount : all(record)) {
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
        Volume volume = make(mount, record);
        if (!mount.subpath().isEmpty()) {
            return part(volume, mount);
        }
        if (!volume.filled()) {
            filling.fill(mount, folder, layers);
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
}
