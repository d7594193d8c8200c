package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.HealthCheck;
import dev.groovebox.sandbox.spec.LogSettings;
import dev.groovebox.sandbox.spec.RestartPolicy;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the options of what is done for a container while it lives: restarts, stops, health checks, logs. */
public final class LifeOptions {
    public static final String POLICIES = "no|on-failure[:N]|always|unless-stopped";

    private LifeOptions() {}

    static void add(Grammar grammar) {
        grammar.value("--restart", POLICIES, "When it is started again by itself")
                .value("--stop-signal", "SIGNAL", "The signal that asks the program to end")
                .value("--stop-timeout", "SECONDS", "From that signal to SIGKILL; 10 unless said")
                .value("--health-cmd", "COMMAND", "A shell command that tells by its exit code whether all is well")
                .value("--health-interval", "DURATION", "Between two checks; 30s unless said")
                .value("--health-timeout", "DURATION", "A check that takes longer has failed; 30s unless said")
                .value("--health-start-period", "DURATION", "Failures before it has passed do not count")
                .value("--health-retries", "NUMBER", "Failures in a row that make it unhealthy; 3 unless said")
                .flag("--no-healthcheck", "No health check, whatever the image says")
                .value("--log-driver", "file|none|journald|passthrough", "Where the output is kept")
                .value("--log-opt", "NAME=VALUE", "max-size=SIZE (10m unless said), max-file=NUMBER (3)");
    }

    static void read(Arguments arguments, ContainerSpecBuilder spec) {
        arguments.value("--restart").ifPresent(text -> spec.restart(policy(text)));
        arguments.value("--stop-signal").ifPresent(spec::stopSignal);
        arguments.value("--stop-timeout").ifPresent(text -> spec.stopTimeout(TimeSpan.parse("--stop-timeout", text)));
        spec.health(health(arguments)).log(log(arguments));
    }

    public static RestartPolicy policy(String text) {
        return RestartPolicy.parse(text).orElseThrow(
                () -> new UsageException("--restart '" + text + "' is none of " + POLICIES.replace("|", ", ")));
    }

    private static HealthCheck health(Arguments arguments) {
        Optional<Integer> retries =
                arguments.value("--health-retries").map(text -> Numbers.integer("--health-retries", text));
        Optional<String> command = arguments.value("--health-cmd");
        return new HealthCheck(
                command.filter(text -> !text.equals("none")).map(text -> List.of("/bin/sh", "-c", text)).orElse(List.of()),
                arguments.flag("--no-healthcheck") || command.filter("none"::equals).isPresent(),
                duration(arguments, "--health-interval"),
                duration(arguments, "--health-timeout"),
                duration(arguments, "--health-start-period"),
                retries.isPresent() ? OptionalInt.of(retries.get()) : OptionalInt.empty());
    }

    private static Optional<Duration> duration(Arguments arguments, String option) {
        return arguments.value(option).map(text -> TimeSpan.parse(option, text));
    }

    private static LogSettings log(Arguments arguments) {
        LogSettings.Driver driver = arguments.value("--log-driver")
                .map(text -> LogSettings.Driver.parse(text).orElseThrow(() -> new UsageException(
                        "--log-driver '" + text + "' is none of file, none, journald, passthrough")))
                .orElse(LogSettings.DEFAULT.driver());
        long bytes = LogSettings.DEFAULT.mostBytes();
        int files = LogSettings.DEFAULT.mostFiles();
        for (String option : arguments.list("--log-opt")) {
            if (option.startsWith("max-size=")) {
                String size = option.substring("max-size=".length());
                bytes = size.equals("-1") ? 0 : ByteSize.parse("--log-opt max-size", size);
            } else if (option.startsWith("max-file=")) {
                files = Numbers.integer("--log-opt max-file", option.substring("max-file=".length()));
            } else {
                throw new UsageException("--log-opt '" + option + "' is neither max-size=SIZE nor max-file=NUMBER");
            }
        }
        return new LogSettings(driver, bytes, files);
    }
}
