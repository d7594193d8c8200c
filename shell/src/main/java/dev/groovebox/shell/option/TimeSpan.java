package dev.groovebox.shell.option;

import dev.groovebox.shell.grammar.UsageException;
import java.time.Duration;

/** Durations: "1h30m", "10s", "500ms"; a number alone is seconds. */
public final class TimeSpan {
    private TimeSpan() {}

    /** @throws UsageException naming the option, when it is no duration */
    public static Duration parse(String option, String text) {
        Duration sum = Duration.ZERO;
        int at = 0;
        try {
            while (at < text.length()) {
                int unit = end(text, at, true);
                int next = end(text, unit, false);
                sum = sum.plus(part(text.substring(unit, next), Long.parseLong(text.substring(at, unit))));
                at = next;
            }
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw wrong(option, text);
        }
        if (text.isEmpty()) {
            throw wrong(option, text);
        }
        return sum;
    }

    private static UsageException wrong(String option, String text) {
        return new UsageException(option + " '" + text + "' is no duration such as 10s, 500ms or 1h30m");
    }

    private static int end(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && Character.isDigit(text.charAt(at)) == digits) {
            at++;
        }
        return at;
    }

    private static Duration part(String unit, long number) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "", "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> throw new IllegalArgumentException(unit);
        };
    }
}
