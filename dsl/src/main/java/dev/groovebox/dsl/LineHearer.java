package dev.groovebox.dsl;

import dev.groovebox.sandbox.event.OutputStreamName;
import groovy.lang.Closure;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Hands a container's lines to a script's closure, one at a time though the two streams have a thread each. A closure
 * that fails ends the container: its failure is kept, the script's thread is interrupted, and no more lines go to it.
 */
final class LineHearer implements BiConsumer<OutputStreamName, String> {
    private final Closure<?> lines;
    private final Thread script;
    private Optional<Throwable> failure = Optional.empty();
    /** By somebody else, who means the whole script. */
    private boolean interruptedBefore;

    LineHearer(Closure<?> lines, Thread script) {
        this.lines = lines;
        this.script = script;
    }

    @Override
    public synchronized void accept(OutputStreamName stream, String line) {
        if (failure.isPresent()) {
            return;
        }
        try {
            if (lines.getMaximumNumberOfParameters() == 2) {
                lines.call(stream, line);
            } else {
                lines.call(line);
            }
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
            interruptedBefore = script.isInterrupted();
            script.interrupt();
        }
    }

    /** Whether the interrupt was its own, and not the user's. */
    synchronized boolean hasEndedIt() {
        return failure.isPresent() && !interruptedBefore;
    }

    /** On the script's thread; its own interrupt has done its work then. */
    synchronized void throwItsFailure() {
        if (hasEndedIt()) {
            Thread.interrupted();
        }
        failure.ifPresent(thrown -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        });
    }
}
