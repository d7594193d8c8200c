package dev.groovebox.sandbox.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of a container's output.
 *
 * @param mostBytes of one file; then the next is begun
 * @param mostFiles kept; the oldest is deleted
 */
public record LogSettings(Driver driver, long mostBytes, int mostFiles) {
    public static final LogSettings DEFAULT = new LogSettings(Driver.FILE, 10L << 20, 3);

    public enum Driver {
        FILE,
        NONE,
        JOURNALD,
        /** The program has the caller's own streams. */
        PASSTHROUGH;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Docker's own word for files is taken too. */
        public static Optional<Driver> parse(String text) {
            String word = text.equals("json-file") || text.equals("local") ? "file" : text;
            return Arrays.stream(values()).filter(driver -> driver.word().equals(word)).findFirst();
        }
    }
}
