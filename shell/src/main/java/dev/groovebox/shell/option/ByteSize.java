package dev.groovebox.shell.option;

import dev.groovebox.shell.grammar.UsageException;
import java.math.BigDecimal;
import java.util.Locale;

/** Sizes as docker's flags take them: powers of 1024, "64m", "1.5gb", "1GiB", plain bytes. */
public final class ByteSize {
    private static final String UNITS = "kmgtp";

    private ByteSize() {}

    /** @throws UsageException naming the option, when it is no size */
    public static long parse(String option, String text) {
        String number = text.toLowerCase(Locale.ROOT).strip();
        number = without(number, 'b');
        number = number.length() > 1 && isUnit(number.charAt(number.length() - 2)) ? without(number, 'i') : number;
        int power = 0;
        if (!number.isEmpty() && isUnit(number.charAt(number.length() - 1))) {
            power = UNITS.indexOf(number.charAt(number.length() - 1)) + 1;
            number = number.substring(0, number.length() - 1).stripTrailing();
        }
        return bytes(option, text, number, power);
    }

    private static long bytes(String option, String text, String number, int power) {
        UsageException wrong = new UsageException(option + " '" + text + "' is no size such as 64m or 1.5g");
        if (number.isEmpty() || !number.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')) {
            throw wrong;
        }
        try {
            return new BigDecimal(number).multiply(BigDecimal.valueOf(1L << 10 * power)).toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong;
        }
    }

    private static String without(String text, char suffix) {
        boolean ends = text.length() > 1 && text.charAt(text.length() - 1) == suffix;
        return ends ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean isUnit(char c) {
        return UNITS.indexOf(c) >= 0;
    }
}
