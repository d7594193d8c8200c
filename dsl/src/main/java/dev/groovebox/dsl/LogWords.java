package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.LogSettings;
import java.util.Map;
import java.util.Optional;

/** Reads what follows the word log of a container. */
final class LogWords {
    private LogWords() {}

    /** What is not said is as usual; what is wrong is a problem of the block. */
    static LogSettings read(Problems problems, Map<String, ?> options) {
        NamedValues named = new NamedValues(problems, "log", options, "driver", "maxSize", "maxFiles");
        LogSettings usual = LogSettings.DEFAULT;
        Optional<LogSettings.Driver> driver = named.text("driver").flatMap(text -> driver(problems, text));
        return new LogSettings(
                driver.orElse(usual.driver()),
                named.bytes("maxSize").orElse(usual.mostBytes()),
                named.integer("maxFiles").orElse(usual.mostFiles()));
    }

    private static Optional<LogSettings.Driver> driver(Problems problems, String text) {
        Optional<LogSettings.Driver> driver = LogSettings.Driver.parse(text);
        if (driver.isEmpty()) {
            problems.problem("log", "log knows the drivers file, none, journald and passthrough, not '" + text + "'");
        }
        return driver;
    }
}
