package dev.groovebox.shell.render;

import java.math.BigDecimal;
import java.math.MathContext;

/** Sizes of memory as docker prints them: binary units, four digits, "1.944GiB". */
final class BinarySize {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final MathContext FOUR_DIGITS = new MathContext(4);
    private static final BigDecimal STEP = BigDecimal.valueOf(1024);

    private BinarySize() {}

    static String of(long bytes) {
        int unit = 0;
        BigDecimal size = BigDecimal.valueOf(bytes);
        while (size.compareTo(STEP) >= 0 && unit < UNITS.length - 1) {
            size = size.divide(STEP);
            unit++;
        }
        BigDecimal rounded = size.round(FOUR_DIGITS);
        return (rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString()) + UNITS[unit];
    }
}
