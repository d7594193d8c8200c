package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.HostFacts;
import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.ProcessCalls;
import dev.groovebox.sandbox.linux.capability.EngineCapabilities;
import dev.groovebox.sandbox.linux.cgroup.CgroupTree;
import dev.groovebox.sandbox.linux.cgroup.ContainerCgroup;
import dev.groovebox.sandbox.linux.cgroup.CgroupTrees;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.jna.JnaFileCalls;
import dev.groovebox.sandbox.linux.jna.JnaNetworkCalls;
import dev.groovebox.sandbox.linux.jna.JnaProcessCalls;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import dev.groovebox.sandbox.linux.rlimit.HostLimits;
import dev.groovebox.sandbox.linux.seccomp.SeccompCompiler;
import dev.groovebox.sandbox.linux.seccomp.SeccompCompilers;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine as the engine found it when it was opened. */
record Machine(
        FileCalls files,
        ProcessCalls processes,
        NetworkCalls network,
        CgroupTree cgroups,
        SeccompCompiler seccomp,
        EngineCapabilities capabilities,
        HostLimits limits,
        HostFacts facts) {

    /** @throws EngineException when this machine, or this user, can't run sandboxes */
    static Machine ofThis(EnginePaths paths) throws IOException {
        requireRoot();
        CgroupTree cgroups = CgroupTrees.ofThisMachine();
        return new Machine(
                new JnaFileCalls(),
                new JnaProcessCalls(),
                new JnaNetworkCalls(),
                cgroups,
                SeccompCompilers.ofThisMachine(paths),
                EngineCapabilities.ofThisProcess(),
                HostLimits.ofThisProcess(),
                new HostFacts(
                        KernelSetting.read("kernel/random/boot_id"),
                        KernelSetting.read("kernel/hostname"),
                        cgroups.version(),
                        cgroups.hierarchies()));
    }

    /** Whether a container's processes are frozen; one without a group has none. */
    boolean isFrozen(String containerId) throws IOException {
        ContainerCgroup group = cgroups.find(containerId);
        try {
            return group.isFrozen();
        } catch (EngineException withoutFreezer) {
            return false;
        } catch (IOException failure) {
            // A group that goes while its file is open answers ENODEV, for which Java has no exception of its own.
            if (group.processes().isEmpty()) {
                return false;
            }
            throw failure;
        }
    }

    private static void requireRoot() throws IOException {
        Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!uid.equals(0)) {
            throw new EngineException(
                    FailureKind.ENGINE,
                    "cannot open the engine",
                    "",
                    "it needs root, and this is user " + uid,
                    "run it with sudo");
        }
    }
}
