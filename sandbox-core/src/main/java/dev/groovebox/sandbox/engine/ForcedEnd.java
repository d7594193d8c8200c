package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.linux.ProcessCalls;
import dev.groovebox.sandbox.linux.cgroup.ContainerCgroup;
import java.io.IOException;
import java.util.OptionalInt;

/** Kills every process of a control group. */
final class ForcedEnd {
    private static final int SIGKILL = 9;

    private static final int ROUNDS = 200;
    private static final int FEW_ROUNDS = 20;
    private static final int ROUND_MILLIS = 10;

    private ForcedEnd() {}

    /**
     * Kills until nobody is left, then removes the group. A program can outlive a monitor that was killed: the signal
     * at its parent's death is its own to switch off.
     */
    static void andRemoval(ContainerCgroup cgroup, ProcessCalls calls) throws IOException, InterruptedException {
        killAll(cgroup, calls, ROUNDS);
        cgroup.remove();
    }

    /**
     * Like {@link #andRemoval}, for those who must not be held up: processes that the kernel holds stay, and the group too.
     *
     * @return whether nobody was left
     */
    static boolean isSoon(ContainerCgroup cgroup, ProcessCalls calls) throws IOException, InterruptedException {
        if (!killAll(cgroup, calls, FEW_ROUNDS)) {
            return false;
        }
        cgroup.remove();
        return true;
    }

    private static boolean killAll(ContainerCgroup cgroup, ProcessCalls calls, int rounds)
            throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            if (cgroup.processes().isEmpty()) {
                return true;
            }
            of(cgroup, calls);
            thaw(cgroup);
            Thread.sleep(ROUND_MILLIS);
        }
        return cgroup.processes().isEmpty();
    }

    /** On version 1 a frozen process does not even hear SIGKILL. */
    private static void thaw(ContainerCgroup cgroup) throws IOException, InterruptedException {
        try {
            if (cgroup.isFrozen()) {
                cgroup.thaw();
            }
        } catch (IOException failure) {
            // A group that goes with its last process answers ENOENT or ENODEV.
            if (!cgroup.processes().isEmpty()) {
                throw failure;
            }
        }
    }

    /**
     * Signals each process that is in the group now; one that forks meanwhile is for the caller's next round.
     * A number may have gone to another process between the reading and the opening, so membership is read again once
     * the process is held by descriptor.
     */
    static void of(ContainerCgroup cgroup, ProcessCalls calls) throws IOException {
        for (int pid : cgroup.processes()) {
            OptionalInt process = calls.openProcess(pid);
            if (process.isPresent()) {
                try {
                    if (cgroup.processes().contains(pid)) {
                        calls.signal(process.getAsInt(), SIGKILL);
                    }
                } finally {
                    calls.close(process.getAsInt());
                }
            }
        }
    }
}
