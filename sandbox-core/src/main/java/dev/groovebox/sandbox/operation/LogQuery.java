package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which lines of a container's log.
 *
 * @param tail only so many, the last; absent: all
 * @param follow goes on with what comes until the container has ended for good
 */
public record LogQuery(OptionalLong tail, Optional<Instant> since, Optional<Instant> until, boolean follow) {
    public static final LogQuery ALL = new LogQuery(OptionalLong.empty(), Optional.empty(), Optional.empty(), false);

    public LogQuery following() {
        return new LogQuery(tail, since, until, true);
    }
}
