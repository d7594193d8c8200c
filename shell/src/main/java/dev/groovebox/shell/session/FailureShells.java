package dev.groovebox.shell.session;

import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.operation.ImageOperation.BuildImage;
import dev.groovebox.sandbox.operation.Operation;
import dev.groovebox.sandbox.operation.Stdio;
import java.util.Optional;

/** An engine for a person at a terminal: the sandbox of a build's step that fails is shown to them. */
record FailureShells(Engine engine) implements Engine {
    @Override
    @SuppressWarnings("unchecked") // it is the operation of before with one more word
    public <R> R perform(Operation<R> operation, EventSink events) {
        return operation instanceof BuildImage build && build.failureShell().isEmpty()
                ? engine.perform((Operation<R>) withShell(build), events)
                : engine.perform(operation, events);
    }

    private static BuildImage withShell(BuildImage build) {
        return new BuildImage(build.spec(), Optional.of(new Stdio.Terminal(true, control -> { })));
    }

    @Override
    public void close() {
        engine.close();
    }
}
