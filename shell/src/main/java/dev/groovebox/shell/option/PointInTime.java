package dev.groovebox.shell.option;

import dev.groovebox.shell.grammar.UsageException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** Moments as docker takes them: an ISO time, one of this machine's zone, seconds since 1970, or how long ago ("10m"). */
public final class PointInTime {
    private PointInTime() {}

    /** @throws UsageException naming the option, when it is none */
    public static Instant parse(String option, String text, Instant now) {
        try {
            if (text.matches("\\d{9,}(\\.\\d+)?")) {
                BigDecimal seconds = new BigDecimal(text);
                return Instant.ofEpochSecond(seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
            }
            if (!text.contains("-")) {
                return now.minus(TimeSpan.parse(option, text));
            }
            if (!text.contains("T")) {
                return LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
            }
            boolean zoned = text.matches(".*(Z|[+-]\\d\\d:\\d\\d)");
            return zoned
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException | UsageException e) {
            throw new UsageException(option + " '" + text + "' is no time such as 2026-11-24T18:00:00Z, 1790000000 or 10m");
        }
    }
}
