package dev.groovebox.sandbox.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * What the monitor does for a container while it lives.
 *
 * @param stopTimeout from the stop signal to SIGKILL; 10 s when absent
 */
public record Supervision(
        RestartPolicy restart, Optional<Duration> stopTimeout, HealthCheck health, LogSettings log) {
    public static final Supervision DEFAULT =
            new Supervision(RestartPolicy.NO, Optional.empty(), HealthCheck.OF_IMAGE, LogSettings.DEFAULT);

    public static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    public Supervision withRestart(RestartPolicy policy) {
        return new Supervision(policy, stopTimeout, health, log);
    }
}
