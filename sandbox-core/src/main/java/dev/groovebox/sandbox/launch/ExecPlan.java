package dev.groovebox.sandbox.launch;

import java.util.Optional;

/**
 * The exact steps by which a program is started in a container that runs already. {@link LaunchPlanner} makes it.
 *
 * @param lifeline the program ends with its owner
 * @param streamOwner the host's id of the program's user, who gets the pipes
 * @param detachKeys the bytes that are typed at its terminal to let go of it; none: there are no such keys
 */
public record ExecPlan(
        Target target,
        LaunchPlan.Cgroup cgroup,
        Optional<LaunchPlan.Timeout> timeout,
        boolean lifeline,
        long streamOwner,
        Optional<LaunchPlan.Console> console,
        byte[] detachKeys,
        LaunchPlan.Program program) {
    /** The same, and those keys let go of it. */
    public ExecPlan detachedBy(byte[] keys) {
        return new ExecPlan(target, cgroup, timeout, lifeline, streamOwner, console, keys, program);
    }

    /**
     * The container's first process.
     *
     * @param startTicks when it began, in clock ticks since the boot: with its pid it names the process for good
     * @param namespaces of it to join, as clone flags
     */
    public record Target(int pid, long startTicks, long namespaces) {}
}
