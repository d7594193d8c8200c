package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.launch.LaunchPlan.Mount;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.spec.MountSpec.Tmpfs.Right;
import dev.groovebox.sandbox.spec.NamespaceChoice;
import dev.groovebox.sandbox.storage.ContainerPaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Docker's default mounts, and which paths of /proc and /sys it hides or makes read-only. */
final class DefaultMounts {
    /** MOUNT_ATTR_* of linux/mount.h. */
    static final int READ_ONLY_MOUNT = 0x1;

    static final int NO_SUID = 0x2;
    static final int NO_DEVICES = 0x4;
    static final int NO_EXEC = 0x8;
    private static final int STRICT_ATIME = 0x20;

    private static final int INERT = NO_SUID | NO_DEVICES | NO_EXEC;

    private static final long DEFAULT_SHARED_MEMORY = 64L << 20;

    static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");

    static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private DefaultMounts() {}

    static List<Mount> kernel(HostFacts host, ContainerSpec spec, List<LaunchPlan.Join> joins) {
        int sys = spec.privileged() ? INERT : INERT | READ_ONLY_MOUNT;
        List<Mount> mounts = new ArrayList<>(List.of(
                new Mount.Filesystem("proc", "proc", "/proc", INERT, List.of(), true),
                new Mount.Filesystem(
                        "tmpfs", "tmpfs", "/dev", NO_SUID | STRICT_ATIME, List.of("mode=755", "size=65536k"), true),
                new Mount.Filesystem(
                        "devpts",
                        "devpts",
                        "/dev/pts",
                        NO_SUID | NO_EXEC,
                        List.of("newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
                        true),
                new Mount.Filesystem("sysfs", "sysfs", "/sys", sys, List.of(), true)));
        mounts.addAll(cgroup(host, sys));
        mounts.add(new Mount.Filesystem("mqueue", "mqueue", "/dev/mqueue", INERT, List.of(), true));
        sharedMemory(spec, joins).ifPresent(mounts::add);
        return mounts;
    }

    /** Shared memory goes by files: who shares the IPC namespace shares them, too. */
    private static Optional<Mount> sharedMemory(ContainerSpec spec, List<LaunchPlan.Join> joins) {
        Optional<LaunchPlan.Join> other = joins.stream()
                .filter(join -> (join.namespaces() & LaunchPlanner.CLONE_NEWIPC) != 0)
                .findFirst();
        if (other.isPresent()) {
            return Optional.of(new Mount.OfOther(other.get().pid(), other.get().startTicks(), "/dev/shm", "/dev/shm", INERT));
        }
        if (spec.sharing().ipc() instanceof NamespaceChoice.Host) {
            return Optional.of(new Mount.Bind(Path.of("/dev/shm"), "/dev/shm", INERT, false));
        }
        if (spec.sharing().ipc() instanceof NamespaceChoice.None) {
            return Optional.empty();
        }
        String size = "size=" + spec.shmBytes().orElse(DEFAULT_SHARED_MEMORY);
        return Optional.of(new Mount.Filesystem("tmpfs", "shm", "/dev/shm", INERT, List.of("mode=1777", size), true));
    }

    /** On version 1 each hierarchy stands in a folder of its own; a read-only path covers them all afterwards. */
    private static List<Mount> cgroup(HostFacts host, int attributes) {
        if (host.cgroupVersion() == 2) {
            return List.of(
                    new Mount.Filesystem("cgroup2", "cgroup", "/sys/fs/cgroup", attributes, List.of(), true));
        }
        List<Mount> mounts = new ArrayList<>();
        mounts.add(new Mount.Filesystem("tmpfs", "tmpfs", "/sys/fs/cgroup", INERT, List.of("mode=755"), true));
        for (String controllers : host.cgroupHierarchies()) {
            mounts.add(new Mount.Filesystem(
                    "cgroup",
                    "cgroup",
                    "/sys/fs/cgroup/" + controllers,
                    INERT,
                    List.of(controllers.split(",")),
                    true));
        }
        return mounts;
    }

    /** The files of /etc that belong to the container and not to its image. */
    static List<Mount> networkFiles(ContainerPaths paths, boolean readOnly) {
        int attributes = readOnly ? READ_ONLY_MOUNT : 0;
        return List.of(
                new Mount.Bind(paths.resolvConf(), "/etc/resolv.conf", attributes, false),
                new Mount.Bind(paths.hostname(), "/etc/hostname", attributes, false),
                new Mount.Bind(paths.hosts(), "/etc/hosts", attributes, false));
    }

    static Mount asked(MountSpec mount) {
        if (mount instanceof MountSpec.Bind bind) {
            return new Mount.Bind(bind.source(), bind.target(), bind.readOnly() ? READ_ONLY_MOUNT : 0, true, bind.idmapped());
        }
        if (mount instanceof MountSpec.Exact exact) {
            return new Mount.Exact(exact.source(), exact.target(), exact.readOnly() ? READ_ONLY_MOUNT : 0, exact.idmapped());
        }
        if (mount instanceof MountSpec.Volume volume) {
            throw new IllegalArgumentException("volume '" + volume.name() + "' was to be resolved before the plan is made");
        }
        MountSpec.Tmpfs tmpfs = (MountSpec.Tmpfs) mount;
        List<String> options = new ArrayList<>();
        options.add("mode=" + Integer.toOctalString(tmpfs.mode().orElse(01777)));
        tmpfs.sizeBytes().ifPresent(size -> options.add("size=" + size));
        tmpfs.uid().ifPresent(id -> options.add("uid=" + id));
        tmpfs.gid().ifPresent(id -> options.add("gid=" + id));
        tmpfs.inodes().ifPresent(count -> options.add("nr_inodes=" + count));
        return new Mount.Filesystem("tmpfs", "tmpfs", tmpfs.target(), attributes(tmpfs), options, false);
    }

    private static int attributes(MountSpec.Tmpfs tmpfs) {
        return (tmpfs.allows(Right.EXEC) ? 0 : NO_EXEC) | (tmpfs.allows(Right.DEV) ? 0 : NO_DEVICES) | (tmpfs.allows(Right.SUID) ? 0 : NO_SUID);
    }
}
