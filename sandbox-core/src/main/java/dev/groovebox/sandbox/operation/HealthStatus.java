package dev.groovebox.sandbox.operation;

import java.util.Locale;
import java.util.Optional;

/** What the health checks of a running container have come to. */
public enum HealthStatus {
    STARTING,
    HEALTHY,
    UNHEALTHY;

    /** Docker's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<HealthStatus> ofWord(String word) {
        for (HealthStatus status : values()) {
            if (status.word().equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
