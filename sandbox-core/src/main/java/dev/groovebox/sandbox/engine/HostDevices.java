package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.cdi.ContainerEdits;
import dev.groovebox.sandbox.cdi.DeviceNode;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.LaunchPlan;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.cgroup.DeviceAccess;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.FileType;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.DeviceSpec;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out which devices of this machine a container gets.
 *
 * @param ownIds a user namespace can't make nodes, so the host's are bound
 */
record HostDevices(FileCalls files, boolean ownIds) {
    private static final Path DEV = Path.of("/dev");
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    /** Filesystems of their own, of which each container has another; docker leaves out the same. */
    private static final Set<String> LEFT_OUT = Set.of("pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev");

    /** What /dev gets and what the control group allows. */
    record Found(LaunchPlan.Device node, DeviceAccess access) {}

    /** What a container gets beyond the default ones: as docker's, a privileged one has them all unless its ids are its own. */
    List<Found> of(ContainerSpec spec, ContainerEdits edits) throws IOException {
        List<Found> devices = new ArrayList<>();
        if (spec.privileged() && !ownIds) {
            devices.addAll(all());
        }
        for (DeviceNode node : edits.nodes()) {
            devices.add(node(node, status(node.device())));
        }
        for (DeviceSpec device : spec.devices()) {
            devices.addAll(find(device));
        }
        return devices;
    }

    /** Every device of this machine but its console. */
    private List<Found> all() throws IOException {
        List<Found> found = new ArrayList<>();
        addBelow(new DeviceSpec(DEV, DEV.toString(), "rwm"), found);
        found.removeIf(device -> device.node().name().equals("console"));
        return found;
    }

    /**
     * A device, or those in a folder and its folders. A link means what it leads to, as for docker: udev names disks by such.
     *
     * @throws EngineException when there is no such device
     */
    private List<Found> find(DeviceSpec named) throws IOException {
        DeviceSpec asked = new DeviceSpec(place(named), named.target(), named.permissions());
        FileStatus status = status(asked).orElseThrow(() -> failure(asked, "this machine has no such device"));
        if (!status.isFolder()) {
            return List.of(node(DeviceNode.of(asked), Optional.of(status)));
        }
        List<Found> found = new ArrayList<>();
        addBelow(asked, found);
        if (found.isEmpty()) {
            throw failure(asked, "there is no device in it");
        }
        return found;
    }

    private static Path place(DeviceSpec asked) throws IOException {
        if (!Files.isSymbolicLink(asked.source())) {
            return asked.source();
        }
        Path place;
        try {
            place = asked.source().toRealPath();
        } catch (FileSystemException e) {
            throw failure(asked, "it is a link that leads nowhere");
        }
        if (!place.startsWith(DEV)) {
            throw failure(asked, "it is a link to '" + place + "', which is not below /dev");
        }
        return place;
    }

    /** Links are left out, as docker does: what they lead to has its own place, or is no matter of this folder's. */
    private void addBelow(DeviceSpec folder, List<Found> found) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(folder.source())) {
            entries = listed.filter(entry -> !Files.isSymbolicLink(entry)).sorted().toList();
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            DeviceSpec device = new DeviceSpec(entry, folder.target() + "/" + name, folder.permissions());
            Optional<FileStatus> status = status(device); // empty: it was unplugged a moment ago
            if (status.filter(FileStatus::isFolder).isPresent() && !LEFT_OUT.contains(name)) {
                addBelow(device, found);
            } else if (status.filter(HostDevices::isDevice).isPresent()) {
                found.add(node(DeviceNode.of(device), status));
            }
        }
    }

    private static boolean isDevice(FileStatus status) {
        return status.type() == FileType.BLOCK_DEVICE || status.type() == FileType.CHARACTER_DEVICE;
    }

    private Found node(DeviceNode asked, Optional<FileStatus> host) {
        DeviceSpec device = asked.device();
        if (ownIds && !device.target().equals(device.source().toString())) {
            throw failure(device, "with a user namespace it keeps its name");
        }
        DeviceNode.Numbers numbers = asked.numbers().filter(given -> !ownIds).orElseGet(() -> numbers(device, host));
        int permissions = asked.permissions().orElse(host.map(FileStatus::permissions).orElse(0666));
        return new Found(
                new LaunchPlan.Device(
                        DEV.relativize(Path.of(device.target())).toString(),
                        (numbers.block() ? BLOCK_DEVICE : CHARACTER_DEVICE) | permissions,
                        numbers.major(),
                        numbers.minor(),
                        ownIds,
                        asked.uid().orElse(host.map(FileStatus::uid).orElse(0L)),
                        asked.gid().orElse(host.map(FileStatus::gid).orElse(0L))),
                new DeviceAccess(numbers.block(), numbers.major(), numbers.minor(), device.permissions()));
    }

    private static DeviceNode.Numbers numbers(DeviceSpec asked, Optional<FileStatus> host) {
        FileStatus status = host.orElseThrow(() -> failure(asked, "this machine has no such device"));
        if (!isDevice(status)) {
            throw failure(asked, "it is no device");
        }
        return new DeviceNode.Numbers(status.type() == FileType.BLOCK_DEVICE, status.deviceMajor(), status.deviceMinor());
    }

    private Optional<FileStatus> status(DeviceSpec asked) throws IOException {
        try (OpenFile device = files.open(asked.source(), Access.PLACE)) {
            return Optional.of(files.status(device));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static EngineException failure(DeviceSpec asked, String why) {
        return new EngineException(
                FailureKind.INVALID, "cannot give device", asked.source().toString(), why, "");
    }
}
