package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.operation.Operation;

/** The one door to the engine: every face makes operations and hands them here. Safe for concurrent use. */
public interface Engine extends AutoCloseable {
    /**
     * Performs an operation. An interrupt of the calling thread cancels it: what it started is ended and cleaned up.
     *
     * @throws dev.groovebox.sandbox.failure.EngineException when it can't be done; nothing half-made stays
     */
    <R> R perform(Operation<R> operation, EventSink events);

    default <R> R perform(Operation<R> operation) {
        return perform(operation, EventSink.none());
    }

    /** Gives back what the engine holds; ends no detached container. */
    @Override
    void close();
}
