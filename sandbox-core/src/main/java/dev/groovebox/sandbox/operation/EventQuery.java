package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.Optional;

/**
 * Which events.
 *
 * @param since from then on; absent: from now on, or with {@code until} from the first that is kept
 * @param until then it ends; absent: never
 */
public record EventQuery(Optional<Instant> since, Optional<Instant> until, EventFilter filter) {
    /** From when on. */
    public Instant from() {
        return since.orElseGet(() -> until.isPresent() ? Instant.EPOCH : Instant.now());
    }
}
