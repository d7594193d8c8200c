package dev.groovebox.sandbox.spec;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Signals by name or number, as docker takes them (signal(7), the numbers of x86_64 and aarch64). */
public final class SignalNumber {
    private static final int MOST = 64;
    private static final int LEAST_REAL_TIME = 34;
    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("HUP", 1), Map.entry("INT", 2), Map.entry("QUIT", 3), Map.entry("ILL", 4),
            Map.entry("TRAP", 5), Map.entry("ABRT", 6), Map.entry("BUS", 7), Map.entry("FPE", 8),
            Map.entry("KILL", 9), Map.entry("USR1", 10), Map.entry("SEGV", 11), Map.entry("USR2", 12),
            Map.entry("PIPE", 13), Map.entry("ALRM", 14), Map.entry("TERM", 15), Map.entry("STKFLT", 16),
            Map.entry("CHLD", 17), Map.entry("CONT", 18), Map.entry("STOP", 19), Map.entry("TSTP", 20),
            Map.entry("TTIN", 21), Map.entry("TTOU", 22), Map.entry("URG", 23), Map.entry("XCPU", 24),
            Map.entry("XFSZ", 25), Map.entry("VTALRM", 26), Map.entry("PROF", 27), Map.entry("WINCH", 28),
            Map.entry("IO", 29), Map.entry("PWR", 30), Map.entry("SYS", 31));

    private SignalNumber() {}

    /** @param text with or without SIG, in any case, or a number; empty for what is no signal */
    public static OptionalInt of(String text) {
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            return number >= 1 && number <= MOST ? OptionalInt.of(number) : OptionalInt.empty();
        }
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        if (name.startsWith("RTM")) {
            return realTime(name);
        }
        Integer number = NAMES.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** RTMIN+3, which ends systemd, or RTMAX-1. The kernel's first two are the C library's own. */
    private static OptionalInt realTime(String name) {
        if (!name.matches("RTMIN(\\+\\d{1,2})?|RTMAX(-\\d{1,2})?")) {
            return OptionalInt.empty();
        }
        int offset = name.length() > 5 ? Integer.parseInt(name.substring(6)) : 0;
        int number = name.startsWith("RTMIN") ? LEAST_REAL_TIME + offset : MOST - offset;
        return number < LEAST_REAL_TIME || number > MOST ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
