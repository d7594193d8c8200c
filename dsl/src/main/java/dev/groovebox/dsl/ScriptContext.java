package dev.groovebox.dsl;

import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.Operation;
import dev.groovebox.sandbox.operation.RegistryOperation;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What a running script works with: its engine, the hearer of its events, and the folder its paths start from. */
public final class ScriptContext {
    private final Engine engine;
    private final EventSink events;
    private final String origin;
    private final Path folder;
    private final Set<String> built = new HashSet<>();
    private Optional<ImageLock> lock = Optional.empty();
    private final Includes includes;
    private volatile boolean cancelled;

    /**
     * @param origin the script's name, for errors of what it builds
     * @param includes reads files of words for it
     */
    public ScriptContext(Engine engine, EventSink events, String origin, Path folder, Includes includes) {
        this.engine = engine;
        this.events = events;
        this.origin = origin;
        this.folder = folder;
        this.includes = includes;
    }

    /**
     * Performs an operation, unless the script was stopped: one that catches the failure of its cancelled operation
     * and goes on must not start the next.
     */
    <R> R perform(Operation<R> operation) {
        return perform(operation, () -> false);
    }

    /** The same of an operation that hands over lines. The failure of a hearer ends it, and nothing else of the script. */
    <R> R perform(Operation<R> operation, LineHearer hearer) {
        try {
            return perform(operation, hearer::hasEndedIt);
        } finally {
            hearer.throwItsFailure();
        }
    }

    private <R> R perform(Operation<R> operation, BooleanSupplier endedByScript) {
        refuseWhenStopped();
        return performNow(locked(operation), endedByScript);
    }

    private <R> R performNow(Operation<R> operation, BooleanSupplier endedByScript) {
        try {
            return engine.perform(operation, events);
        } catch (EngineException e) {
            if (e.failure().kind() == FailureKind.CANCELLED && !endedByScript.getAsBoolean()) {
                rememberStop();
            }
            throw e;
        }
    }

    /** Takes back what the script has made, also when it was stopped; one more interrupt ends this too. */
    <R> R cleanUp(Operation<R> operation) {
        if (Thread.currentThread().isInterrupted()) {
            rememberStop();
        }
        return performNow(operation, () -> false);
    }

    /** A stopped script that goes on asking ends at its next loop or closure. */
    void refuseWhenStopped() {
        if (cancelled) {
            Thread.currentThread().interrupt();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
    }

    /** In place of the thread's interrupt, by which the closures of a script's {@code finally} would end at once. */
    private void rememberStop() {
        cancelled = true;
        Thread.interrupted();
    }

    /** Tells the user something beside the script's own output. */
    void warn(String message) {
        events.accept(new Event.Warning(message));
    }

    /** From here on, images are built on what the lock says. */
    void lock(ImageLock images) {
        lock = Optional.of(images);
    }

    @SuppressWarnings("unchecked") // a build stays a build
    private <R> Operation<R> locked(Operation<R> operation) {
        if (!(operation instanceof ImageOperation.BuildImage build)) {
            return operation;
        }
        Operation<R> pinned = lock.isEmpty()
                ? operation
                : (Operation<R>) new ImageOperation.BuildImage(lock.get().pinned(build.spec(), this::isMadeHere, this::digestOf));
        built.addAll(build.spec().names());
        return pinned;
    }

    private boolean isMadeHere(String name) {
        return name.startsWith("host/") || built.contains(name);
    }

    private String digestOf(String name) {
        return engine.perform(new RegistryOperation.InspectManifest(name), events).digest();
    }

    /** Before each piece of a session: what stopped the last one is over. */
    public void begin() {
        cancelled = false;
    }

    EngineException cancelled() {
        cancelled = true;
        return new EngineException(FailureKind.CANCELLED, "script stopped", "", "it was interrupted", "");
    }

    /** A path as the script means it. */
    Path resolve(String path) {
        return folder.resolve(path).normalize();
    }

    Includes includes() {
        return includes;
    }

    String origin() {
        return origin;
    }

    Path folder() {
        return folder;
    }
}
