package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CommandForm;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads HEALTHCHECK. */
final class HealthcheckReader {
    private HealthcheckReader() {}

    static BuildStep read(List<String> given, Arguments arguments) {
        String[] parts = WordReader.firstAndRest(arguments.text());
        Flags flags = new Flags(given, "interval", "timeout", "start-period", "start-interval", "retries");
        switch (parts[0].toUpperCase(Locale.ROOT)) {
            case "NONE" -> {
                if (!parts[1].isEmpty()) {
                    throw new InstructionException(parts[1], "HEALTHCHECK NONE takes nothing more");
                }
                return new BuildStep.Healthcheck(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), OptionalInt.empty());
            }
            case "CMD" -> {
                CommandForm command = RunReader.command("HEALTHCHECK CMD", parts[1].strip());
                if (command.words().isEmpty()) {
                    throw new InstructionException("[", "HEALTHCHECK CMD needs a command");
                }
                return new BuildStep.Healthcheck(Optional.of(command), time(flags, "interval"), time(flags, "timeout"),
                        time(flags, "start-period"), time(flags, "start-interval"), retries(flags));
            }
            default -> throw new InstructionException(parts[0], "HEALTHCHECK is written HEALTHCHECK CMD command, or HEALTHCHECK NONE");
        }
    }

    /** None at all is the default's, as docker has it. */
    private static Optional<Duration> time(Flags flags, String name) {
        String text = flags.text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Duration time = GoDuration.of(text).orElseThrow(() -> new InstructionException(
                text, "--" + name + " is a time such as 30s or 1m30s, not '" + text + "'"));
        if (!time.isZero() && time.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InstructionException(text, "--" + name + " is at least 1ms");
        }
        return Optional.of(time).filter(given -> !given.isZero());
    }

    private static OptionalInt retries(Flags flags) {
        String text = flags.text("retries");
        if (!text.isEmpty() && !text.matches("\\d{1,9}")) {
            throw new InstructionException(text, "--retries is a whole number, not '" + text + "'");
        }
        return text.isEmpty() || Integer.parseInt(text) == 0
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(text));
    }
}
