package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.LogQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Which lines of a log a script asks for. */
final class LogOptions {
    private LogOptions() {}

    static LogQuery query(Map<String, ?> options, boolean follow) {
        NamedValues named = new NamedValues(Problems.FAIL, "log", options, "tail", "since", "until");
        return new LogQuery(named.whole("tail"), moment("log", options, "since"), moment("log", options, "until"), follow);
    }

    /** A time, or how long ago. */
    static Optional<Instant> moment(String word, Map<String, ?> options, String name) {
        Object given = options.get(name);
        if (given == null) {
            return Optional.empty();
        }
        if (given instanceof Instant time) {
            return Optional.of(time);
        }
        if (given instanceof Duration ago) {
            return Optional.of(Instant.now().minus(ago));
        }
        Problems.FAIL.problem(name, word + " takes " + name + ": with a time, or how long ago: " + name + ": 10.minutes");
        throw new IllegalStateException();
    }
}
