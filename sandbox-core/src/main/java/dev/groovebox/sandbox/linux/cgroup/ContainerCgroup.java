package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The control group of one container, in every hierarchy it has one. */
public interface ContainerCgroup {
    /**
     * Files into which a process writes "0" to join (version 1: each hierarchy's tasks file, by which a
     * single-threaded process moves itself without the kernel's global lock). Empty on version 2.
     */
    List<Path> joinFiles();

    /** The folder to clone into (version 2: CLONE_INTO_CGROUP); absent on version 1. */
    Optional<Path> cloneInto();

    /** Every folder of the group, to be removed when it has no process left. */
    List<Path> folders();

    /** Where the kernel counts OOM kills: a file with a line "oom_kill N"; absent without the memory controller. */
    Optional<Path> oomCounter();

    void update(Limits limits) throws IOException;

    CgroupUsage usage() throws IOException;

    void freeze() throws IOException, InterruptedException;

    void thaw() throws IOException, InterruptedException;

    boolean isFrozen() throws IOException;

    /** The ids, in this process's namespace, of every process in the group. */
    List<Integer> processes() throws IOException;

    /** Removes the group's folders; waits a little for the kernel to let go of a process that has just ended. */
    void remove() throws IOException, InterruptedException;
}
