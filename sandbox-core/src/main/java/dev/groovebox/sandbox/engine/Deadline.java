package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.time.Duration;
import java.util.Optional;

/** How long a wait may take. */
record Deadline(Optional<Duration> time, long startNanos, String container) {
    private static final int LOOK_MILLIS = 50;

    static Deadline after(Optional<Duration> time, String container) {
        return new Deadline(time, System.nanoTime(), container);
    }

    Optional<Duration> left() {
        return time.map(whole -> whole.minusNanos(System.nanoTime() - startNanos));
    }

    /** @throws EngineException TIMEOUT when the time is over */
    void check() {
        if (left().filter(Duration::isNegative).isPresent()) {
            throw new EngineException(
                    FailureKind.TIMEOUT,
                    "cannot wait longer for container",
                    container,
                    "what was waited for has not come in " + time.get().toMillis() + " ms",
                    "look at its logs (groovebox logs " + container + ")");
        }
    }

    /** Before the next look. */
    void pause() throws InterruptedException {
        check();
        Thread.sleep(LOOK_MILLIS);
    }
}
