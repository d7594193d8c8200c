package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.Limits;
import dev.groovebox.sandbox.spec.RestartPolicy;
import java.util.Map;
import java.time.Instant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the engine does to containers. Those that are there are named by a name, an id, or the beginning of one. */
public sealed interface ContainerOperation<R> extends Operation<R> {
    /**
     * Creates a container, runs it to its end in the foreground, and answers how it ended.
     *
     * @param replace a container that has the name is removed first
     */
    record RunContainer(ContainerSpec spec, Stdio stdio, boolean replace) implements ContainerOperation<RunResult> {
        public RunContainer {
            spec.requireOneEnd();
        }

        public RunContainer(ContainerSpec spec, Stdio stdio) {
            this(spec, stdio, false);
        }
    }

    /** Creates a container and leaves it; answers its id. */
    record CreateContainer(ContainerSpec spec, boolean replace) implements ContainerOperation<String> {
        public CreateContainer {
            spec.requireOneEnd();
        }
    }

    /** Creates a container and starts it detached; answers its id. What can't be started is not kept. */
    record RunDetached(ContainerSpec spec, boolean replace) implements ContainerOperation<String> {
        public RunDetached {
            spec.requireOneEnd();
        }
    }

    /** Starts a container that does not run, detached; one that runs is left as it is. Answers its id. */
    record StartContainer(String container) implements ContainerOperation<String> {}

    /**
     * Asks the program to end, and kills it when it does not; its restart policy counts no more.
     *
     * @param timeout until SIGKILL; absent: the container's own
     * @param signal absent: the container's own
     */
    record StopContainer(String container, Optional<Duration> timeout, Optional<String> signal)
            implements ContainerOperation<String> {}

    /** Stops it when it runs, and starts it. */
    record RestartContainer(String container, Optional<Duration> timeout, Optional<String> signal)
            implements ContainerOperation<String> {}

    /** Sends the program a signal. */
    record KillContainer(String container, String signal) implements ContainerOperation<String> {}

    /** Freezes all its processes. */
    record PauseContainer(String container) implements ContainerOperation<String> {}

    record UnpauseContainer(String container) implements ContainerOperation<String> {}

    record RenameContainer(String container, String name) implements ContainerOperation<String> {}

    /**
     * Changes limits, at once when it runs.
     *
     * @param limits what is absent stays as it is
     */
    record UpdateContainer(String container, Limits limits, Optional<RestartPolicy> restart)
            implements ContainerOperation<String> {}

    /**
     * Waits; answers the exit code, which is absent when nobody knows it, and for conditions that are no end.
     *
     * @param timeout then it fails
     */
    record WaitContainer(String container, WaitCondition condition, Optional<Duration> timeout)
            implements ContainerOperation<OptionalInt> {
        public WaitContainer(String container, WaitCondition condition) {
            this(container, condition, Optional.empty());
        }
    }

    /** Waits until a program of the container listens on a TCP port; nothing connects to it. */
    record AwaitPort(String container, int port, Duration timeout) implements ContainerOperation<String> {}

    /** Like {@link RunDetached}, but the container ends with this engine, whatever ends that. */
    record RunScoped(ContainerSpec spec, boolean replace) implements ContainerOperation<String> {}

    /** Starts, after the machine was, every container whose restart policy wants it; answers their names. */
    record BootContainers() implements ContainerOperation<List<String>> {}

    /** Makes a container that is as described run: it is there already, or is started, or made anew. It has a name. */
    record EnsureContainer(ContainerSpec spec) implements ContainerOperation<EnsuredContainer> {}

    /** @param all also those that do not run */
    record ListContainers(boolean all) implements ContainerOperation<List<ContainerSummary>> {}

    /** Empty when there is none of that name. */
    record FindContainer(String container) implements ContainerOperation<Optional<ContainerSummary>> {}

    /**
     * @param force ends a running container first, and takes one that is not there for removed
     * @param volumes its anonymous volumes too
     */
    record RemoveContainer(String container, boolean force, boolean volumes) implements ContainerOperation<String> {
        public RemoveContainer(String container, boolean force) {
            this(container, force, false);
        }
    }

    /**
     * Removes containers that do not run. The lines of the answer are their ids.
     *
     * @param before only those created earlier
     * @param labels only those that have them all; an empty value stands for any
     * @param dryRun tells what would go, and leaves it
     */
    record PruneContainers(Optional<Instant> before, Map<String, String> labels, boolean dryRun)
            implements ContainerOperation<PruneReport> {
        public PruneContainers {
            labels = Map.copyOf(labels);
        }
    }
}
