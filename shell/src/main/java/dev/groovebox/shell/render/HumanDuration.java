package dev.groovebox.shell.render;

import java.time.Duration;

/** How long, in docker's words: "5 minutes", "About an hour". */
public final class HumanDuration {
    private HumanDuration() {}

    public static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds < 1 ? "Less than a second" : seconds == 1 ? "1 second" : seconds + " seconds";
        }
        long minutes = duration.toMinutes();
        if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        }
        long hours = (minutes + 30) / 60;
        if (hours < 48) {
            return hours == 1 ? "About an hour" : hours + " hours";
        }
        return ofDays(hours / 24);
    }

    private static String ofDays(long days) {
        if (days < 14) {
            return days + " days";
        }
        if (days < 60) {
            return days / 7 + " weeks";
        }
        return days < 730 ? days / 30 + " months" : days / 365 + " years";
    }

    /** "350ms", "4.2s", "2m5s": for results and progress. */
    public static String exact(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            return millis / 1000 + "." + millis % 1000 / 100 + "s";
        }
        return millis / 60_000 + "m" + millis % 60_000 / 1000 + "s";
    }
}
