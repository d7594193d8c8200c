package dev.groovebox.sandbox.operation;

import dev.groovebox.registry.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;

/** What the engine tells of a container without touching it. */
public sealed interface ObservationOperation<R> extends Operation<R> {
    /** Answers all that is known of it, in the shape of docker's {@code container inspect}. */
    record InspectContainer(String container) implements ObservationOperation<JsonObject> {}

    /** What it has changed of its image's files, in the order of the paths. */
    record DiffContainer(String container) implements ObservationOperation<List<FileChange>> {}

    record TopContainer(String container) implements ObservationOperation<List<ProcessSample>> {}

    /** @param containers names or ids; empty: all that run */
    record SampleStats(List<String> containers) implements ObservationOperation<List<ContainerStats>> {}

    /**
     * Hands over what a container has written; answers how many lines.
     *
     * @param hearer called by the thread that performs this
     */
    record ReadLogs(String container, LogQuery query, LogHearer hearer) implements ObservationOperation<Long> {}

    /**
     * Hands over what is done to the engine's objects, by whatever process; answers how many events.
     *
     * @param consumer called by the thread that performs this; answers whether it wants more
     */
    record StreamEvents(EventQuery query, Predicate<SystemEvent> consumer) implements ObservationOperation<Long> {}

    /** How its sandbox is made, as the kernel tells it. */
    record ExplainContainer(String container) implements ObservationOperation<SandboxExplanation> {}
}
