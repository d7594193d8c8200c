package dev.groovebox.shell.console;

import java.util.Locale;
import java.util.Optional;

/** How an operation's steps are shown on standard error. */
public enum ProgressMode {
    /** Live lines on a terminal, plain lines elsewhere. */
    AUTO,
    PLAIN,
    TTY,
    /** A JSON object a line. */
    JSON,
    /** Warnings alone. */
    QUIET;

    /** Absent when there is no such mode. */
    public static Optional<ProgressMode> named(String text) {
        for (ProgressMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(mode);
            }
        }
        return text.equals("rawjson") ? Optional.of(JSON) : Optional.empty();
    }
}
