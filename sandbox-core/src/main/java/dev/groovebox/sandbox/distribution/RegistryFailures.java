package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Makes the engine's failures of a registry's. */
final class RegistryFailures {
    private RegistryFailures() {}

    /** A step that may fail for a registry's sake. */
    interface Step<R> {
        R perform() throws IOException, InterruptedException;
    }

    /**
     * @param action "cannot pull"
     * @param object as the user named it
     */
    static <R> R named(String action, String object, Step<R> step) throws IOException, InterruptedException {
        try {
            return step.perform();
        } catch (RegistryException e) {
            throw of(action, object, e);
        } catch (IllegalArgumentException e) {
            // A document that the registry gave us is not what it should be.
            throw new EngineException(new Failure(FailureKind.ENGINE, action, object, Failure.reasonOf(e), ""), e);
        } catch (InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    static EngineException of(String action, String object, RegistryException e) {
        FailureKind kind = e.kind() == RegistryException.Kind.NOT_FOUND ? FailureKind.NOT_FOUND : FailureKind.ENGINE;
        return new EngineException(new Failure(kind, action, object, e.getMessage(), e.kind().remedy()), e);
    }
}
