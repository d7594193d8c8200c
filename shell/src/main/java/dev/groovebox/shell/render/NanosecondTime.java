package dev.groovebox.shell.render;

import java.time.Instant;

/** Docker's timestamps have nine digits behind the point, always. */
public final class NanosecondTime {
    private NanosecondTime() {}

    public static String text(Instant time) {
        String seconds = Instant.ofEpochSecond(time.getEpochSecond()).toString();
        String nanos = Integer.toString(1_000_000_000 + time.getNano()).substring(1);
        return seconds.substring(0, seconds.length() - 1) + "." + nanos + "Z";
    }
}
