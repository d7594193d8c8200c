package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.LogLine;
import dev.groovebox.sandbox.operation.WaitCondition;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A container that a script has started, and what it can do to it. Waits fail when their time is over. */
public final class StartedContainer extends ContainerFiles {
    private static final int LOOK_MILLIS = 100;

    private final String id;

    StartedContainer(ScriptContext context, String id) {
        super(context, id);
        this.id = id;
    }

    /** As it is now; empty when it has been removed. */
    private Optional<ContainerSummary> find() {
        return perform(new ContainerOperation.FindContainer(id));
    }

    public String getName() {
        return find().map(ContainerSummary::name).orElse("");
    }

    public ContainerStatus getStatus() {
        return find().map(ContainerSummary::status).orElse(ContainerStatus.DELETED);
    }

    public boolean isRunning() {
        return getStatus().hasProcess();
    }

    public StartedContainer start() {
        perform(new ContainerOperation.StartContainer(id));
        return this;
    }

    public StartedContainer stop() {
        context().cleanUp(new ContainerOperation.StopContainer(id, Optional.empty(), Optional.empty()));
        return this;
    }

    /** @param timeout from the stop signal to SIGKILL */
    public StartedContainer stop(Duration timeout) {
        context().cleanUp(new ContainerOperation.StopContainer(id, Optional.of(timeout), Optional.empty()));
        return this;
    }

    /** @param options timeout: from the signal to SIGKILL, signal: that asks it to end */
    public StartedContainer stop(Map<String, ?> options) {
        NamedValues named = new NamedValues(Problems.FAIL, "stop", options, "timeout", "signal");
        context().cleanUp(new ContainerOperation.StopContainer(id, named.time("timeout"), named.text("signal")));
        return this;
    }

    public StartedContainer restart() {
        return restart(Map.of());
    }

    /** @param options as of {@link #stop(Map)} */
    public StartedContainer restart(Map<String, ?> options) {
        NamedValues named = new NamedValues(Problems.FAIL, "restart", options, "timeout", "signal");
        perform(new ContainerOperation.RestartContainer(id, named.time("timeout"), named.text("signal")));
        return this;
    }

    public StartedContainer kill() {
        return kill("KILL");
    }

    public StartedContainer kill(String signal) {
        context().cleanUp(new ContainerOperation.KillContainer(id, signal));
        return this;
    }

    public StartedContainer pause() {
        perform(new ContainerOperation.PauseContainer(id));
        return this;
    }

    public StartedContainer unpause() {
        perform(new ContainerOperation.UnpauseContainer(id));
        return this;
    }

    /** Gives it another name. */
    public StartedContainer rename(String name) {
        perform(new ContainerOperation.RenameContainer(id, name));
        return this;
    }

    /**
     * Changes limits, at once when it runs, and its restart policy.
     *
     * @param changes memory:, memorySwap:, memoryReservation:, cpus:, cpuShares:, cpusetCpus:, cpusetMems:, pids:,
     *     blkioWeight: and restart:, as a container's block takes them
     */
    public StartedContainer update(Map<String, ?> changes) {
        perform(UpdateWords.read(id, changes));
        return this;
    }

    /** Ends it, if it runs, and removes it. */
    public void remove() {
        context().cleanUp(new ContainerOperation.RemoveContainer(id, true, true));
    }

    /** Waits until it has ended; answers its exit code. */
    public int awaitExit() {
        return awaitExit(Optional.empty());
    }

    public int awaitExit(Duration most) {
        return awaitExit(Optional.of(most));
    }

    private int awaitExit(Optional<Duration> most) {
        OptionalInt code = perform(new ContainerOperation.WaitContainer(id, WaitCondition.NOT_RUNNING, most));
        return code.orElseThrow(() -> failure(
                "nobody knows how it has ended: it was not kept, or its monitor was killed",
                "say keep() in its block, or wait before it ends"));
    }

    /** Waits until it ends once more, counted from now; answers its exit code. */
    public int awaitNextExit(Duration most) {
        OptionalInt code = perform(new ContainerOperation.WaitContainer(id, WaitCondition.NEXT_EXIT, Optional.of(most)));
        return code.orElseThrow(() -> failure("nobody knows how it has ended: its monitor was killed", ""));
    }

    /** Waits until it has a process. */
    public StartedContainer awaitRunning(Duration most) {
        perform(new ContainerOperation.WaitContainer(id, WaitCondition.RUNNING, Optional.of(most)));
        return this;
    }

    /** Waits until it is there no more. */
    public void awaitRemoved(Duration most) {
        perform(new ContainerOperation.WaitContainer(id, WaitCondition.REMOVED, Optional.of(most)));
    }

    /** Waits until its health check succeeds. */
    public StartedContainer awaitHealthy(Duration most) {
        perform(new ContainerOperation.WaitContainer(id, WaitCondition.HEALTHY, Optional.of(most)));
        return this;
    }

    /** Waits until it listens on a TCP port. */
    public StartedContainer awaitPort(int port, Duration most) {
        perform(new ContainerOperation.AwaitPort(id, port, most));
        return this;
    }

    public StartedContainer awaitPort(int port) {
        return awaitPort(port, Duration.ofSeconds(60));
    }

    /** The port of this machine that leads to one of its TCP ports. */
    public int port(int port) {
        return port(port + "/tcp");
    }

    /** @param port such as "53/udp" */
    public int port(String port) {
        ContainerSummary summary = find().orElseThrow(() -> failure("it is not there", ""));
        return summary.ports().stream()
                .filter(mapping -> mapping.target().equals(port))
                .findFirst()
                .flatMap(mapping -> mapping.hostPort().stream().boxed().findFirst())
                .orElseThrow(() -> new EngineException(FailureKind.NOT_FOUND, "cannot find port", port,
                        "container '" + summary.name() + "' does not publish it", "publish it, or all with publishAll()"));
    }

    /** Waits until a line of its output matches; answers the line. */
    public String awaitLog(Pattern pattern) {
        return awaitLog(pattern, Duration.ofSeconds(60));
    }

    public String awaitLog(Pattern pattern, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            // Asked first: what was written before the end is there after it.
            boolean ended = !getStatus().isActive();
            Optional<String> line = log().stream().map(LogLine::text).filter(text -> pattern.matcher(text).find()).findFirst();
            if (line.isPresent()) {
                return line.get();
            }
            if (ended) {
                throw failure("it has ended without a line that matches " + pattern, "");
            }
            if (System.nanoTime() > end) {
                throw new EngineException(FailureKind.TIMEOUT, "cannot wait longer for container", id.substring(0, 12),
                        "no line matched " + pattern + " in " + most.toMillis() + " ms", "");
            }
            pause(LOOK_MILLIS);
        }
    }

    private void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw context().cancelled();
        }
    }

    private EngineException failure(String why, String wayOut) {
        return new EngineException(FailureKind.CONFLICT, "cannot wait for container", id.substring(0, 12), why, wayOut);
    }

    @Override
    public String toString() {
        return "container " + id.substring(0, Math.min(12, id.length()));
    }
}
