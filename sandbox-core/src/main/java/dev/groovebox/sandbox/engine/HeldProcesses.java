package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.linux.cgroup.CgroupTree;
import dev.groovebox.sandbox.linux.cgroup.ContainerCgroup;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * A container's processes held still while its files are read. A file in its folder, locked, says who holds them: when
 * the lock is free, its owner was killed, and whoever opens the engine next lets the processes go on.
 */
final class HeldProcesses implements AutoCloseable {
    private final Optional<ContainerCgroup> frozen;
    private final Optional<ObjectLock> mark;
    private final ContainerPaths paths;

    private HeldProcesses(ContainerPaths paths, Optional<ContainerCgroup> frozen, Optional<ObjectLock> mark) {
        this.paths = paths;
        this.frozen = frozen;
        this.mark = mark;
    }

    /** Nothing to do for a container that does not run, or is paused already. */
    static HeldProcesses of(Container container, CgroupTree cgroups, FileCalls calls)
            throws IOException, InterruptedException {
        ContainerPaths paths = container.paths();
        ContainerCgroup cgroup = cgroups.find(container.record().id());
        if (container.state().status() != ContainerStatus.RUNNING || cgroup.isFrozen()) {
            return nothing(container);
        }
        HeldProcesses held = new HeldProcesses(
                paths, Optional.of(cgroup), Optional.of(ObjectLock.exclusive(calls, paths.hold())));
        try {
            cgroup.freeze();
            return held;
        } catch (IOException | InterruptedException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    static HeldProcesses nothing(Container container) {
        return new HeldProcesses(container.paths(), Optional.empty(), Optional.empty());
    }

    /** Lets go on what a killed owner has left. */
    static void releaseLeft(ContainerPaths paths, ContainerCgroup cgroup, FileCalls calls)
            throws IOException, InterruptedException {
        if (!Files.exists(paths.hold())) {
            return;
        }
        Optional<ObjectLock> free = ObjectLock.tryExclusive(calls, paths.hold());
        if (free.isPresent()) {
            new HeldProcesses(paths, Optional.of(cgroup), free).close();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (mark.isEmpty()) {
            return;
        }
        try (ObjectLock held = mark.get()) {
            frozen.orElseThrow().thaw();
            Files.deleteIfExists(paths.hold());
        }
    }
}
