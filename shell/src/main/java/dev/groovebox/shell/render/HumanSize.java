package dev.groovebox.shell.render;

import java.math.BigDecimal;
import java.math.MathContext;

/** Sizes as docker prints them: decimal units, three digits, "72.8MB". */
public final class HumanSize {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private HumanSize() {}

    public static String of(long bytes) {
        int unit = 0;
        BigDecimal size = BigDecimal.valueOf(bytes);
        BigDecimal thousand = BigDecimal.valueOf(1000);
        while (size.compareTo(thousand) >= 0 && unit < UNITS.length - 1) {
            size = size.divide(thousand);
            unit++;
        }
        BigDecimal rounded = size.round(THREE_DIGITS);
        return (rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString()) + UNITS[unit];
    }
}
