package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.RunningSandbox;
import dev.groovebox.sandbox.launch.SandboxOutcome;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Waits for the end of foreground programs. */
record EndOfSandbox(ExecutorService threads) {
    private static final int SIGKILL = 9;

    /**
     * Empty when it was let go of. An interrupt kills; the blocking read of the monitor's report can't be interrupted, so
     * another thread does it.
     */
    Optional<SandboxOutcome> await(RunningSandbox sandbox) throws IOException, InterruptedException {
        Future<Optional<SandboxOutcome>> end = threads.submit(sandbox::awaitEnd);
        try {
            return end.get();
        } catch (InterruptedException e) {
            sandbox.signal(SIGKILL, true);
            awaitQuietly(end);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new EngineException(
                    FailureKind.ENGINE, "cannot hear the container's monitor", "", e.getCause().toString(), "");
        }
    }

    private static void awaitQuietly(Future<Optional<SandboxOutcome>> end) {
        while (true) {
            try {
                end.get();
                return;
            } catch (InterruptedException again) {
                // The signal has been sent; its effect must be awaited, or the cgroup could not be removed.
            } catch (ExecutionException ended) {
                return; // the sandbox is gone either way, and the caller throws the interrupt
            }
        }
    }
}
