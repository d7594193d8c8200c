package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.linux.BpfCalls;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.FilesystemMagic;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.MountInfo;
import dev.groovebox.sandbox.linux.jna.JnaBpfCalls;
import dev.groovebox.sandbox.linux.jna.JnaFilesystemMagic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds this machine's control groups. A hybrid machine, with a version 2 tree beside controllers of version 1, counts
 * as version 2 only if that tree has the memory or the process controller.
 */
public final class CgroupTrees {
    private final List<MountInfo> mounts;
    private final FilesystemMagic magic;
    private final BpfCalls bpf;

    CgroupTrees(List<MountInfo> mounts, FilesystemMagic magic, BpfCalls bpf) {
        this.mounts = List.copyOf(mounts);
        this.magic = magic;
        this.bpf = bpf;
    }

    /** @throws dev.groovebox.sandbox.failure.EngineException when no control groups are mounted */
    public static CgroupTree ofThisMachine() throws IOException {
        return new CgroupTrees(MountInfo.ofThisProcess(), new JnaFilesystemMagic(), new JnaBpfCalls()).tree();
    }

    CgroupTree tree() throws IOException {
        Optional<CgroupTree> unified = unified();
        if (unified.isPresent() && hasMemoryOrPids(unified.get())) {
            return unified.get();
        }
        List<Hierarchy> hierarchies = hierarchies();
        if (!hierarchies.isEmpty()) {
            return new CgroupV1Tree(hierarchies);
        }
        return unified.orElseThrow(CgroupFailures::noCgroups);
    }

    private static boolean hasMemoryOrPids(CgroupTree tree) {
        return tree.controllers().contains("memory") || tree.controllers().contains("pids");
    }

    private Optional<CgroupTree> unified() throws IOException {
        for (MountInfo mount : mounts) {
            if (mount.type().equals("cgroup2") && isOnTop(mount, FilesystemMagic.CGROUP2)) {
                return Optional.of(new CgroupV2Tree(new GroupFolder(mount.mountPoint()), bpf));
            }
        }
        return Optional.empty();
    }

    /** The mounted version 1 hierarchies with a controller we use; each controller once. */
    private List<Hierarchy> hierarchies() throws IOException {
        List<Hierarchy> hierarchies = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (MountInfo mount : mounts) {
            List<String> controllers = CgroupV1Tree.CONTROLLERS.stream()
                    .filter(mount.superOptions()::contains)
                    .toList();
            if (mount.type().equals("cgroup")
                    && !controllers.isEmpty()
                    && isOnTop(mount, FilesystemMagic.CGROUP)
                    && seen.addAll(controllers)) {
                hierarchies.add(new Hierarchy(mount.mountPoint(), controllers));
            }
        }
        return hierarchies;
    }

    /** A later mount over the same folder would hide it: the kernel is asked what is really there. */
    private boolean isOnTop(MountInfo mount, long expected) throws IOException {
        try {
            return magic.of(mount.mountPoint()) == expected;
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return false; // hidden by a mount over a folder above it
            }
            throw e;
        }
    }
}
