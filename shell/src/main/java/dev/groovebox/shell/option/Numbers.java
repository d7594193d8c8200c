package dev.groovebox.shell.option;

import dev.groovebox.shell.grammar.UsageException;
import java.math.BigDecimal;

/** Numbers as options' values. */
public final class Numbers {
    private Numbers() {}

    static int integer(String option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UsageException(option + " '" + text + "' is no whole number");
        }
    }

    public static long whole(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UsageException(option + " '" + text + "' is no whole number");
        }
    }

    static BigDecimal decimal(String option, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new UsageException(option + " '" + text + "' is no number such as 1.5");
        }
    }
}
