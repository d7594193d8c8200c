package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.BuildStep;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what follows the word healthcheck. */
final class HealthcheckWords {
    private HealthcheckWords() {}

    static Optional<BuildStep> read(BuildSteps block, Map<String, ?> options, Object[] words) {
        NamedValues named = new NamedValues(
                block, "healthcheck", options, "interval", "timeout", "startPeriod", "startInterval", "retries");
        if (words.length == 1 && words[0] instanceof None) {
            return Optional.of(new BuildStep.Healthcheck(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), OptionalInt.empty()));
        }
        Optional<Command> command = Command.of(words).filter(given -> !given.form().words().isEmpty());
        if (command.isEmpty()) {
            block.problem("healthcheck", "healthcheck takes " + BuildSteps.COMMAND + ", or none");
        }
        OptionalInt retries = named.integer("retries");
        return command.map(given -> new BuildStep.Healthcheck(Optional.of(given.form()), time(named, "interval"),
                time(named, "timeout"), time(named, "startPeriod"), time(named, "startInterval"),
                retries));
    }

    private static Optional<Duration> time(NamedValues named, String name) {
        Optional<Duration> time = named.time(name);
        if (time.filter(given -> given.compareTo(Duration.ofMillis(1)) < 0).isPresent()) {
            named.wrong(name, "at least 1.ms");
            return Optional.empty();
        }
        return time;
    }
}
