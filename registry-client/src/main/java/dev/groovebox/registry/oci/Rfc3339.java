package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.JsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads RFC 3339 times without java.time's formatters, whose loading would be felt at each start. */
final class Rfc3339 {
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4})-(\\d{2})-(\\d{2})[Tt](\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?(?:[Zz]|([+-])(\\d{2}):(\\d{2}))");

    private Rfc3339() {}

    static Instant parse(String text) {
        Matcher m = TIME.matcher(text);
        if (!m.matches()) {
            throw new JsonException("'" + text + "' is no time as in RFC 3339");
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), number(m, 6), nanos(m.group(7)));
            return local.toInstant(offset(m));
        } catch (DateTimeException e) {
            throw new JsonException("'" + text + "' is no time: " + e.getMessage(), e);
        }
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    private static int nanos(String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, 9));
    }

    private static ZoneOffset offset(Matcher m) {
        if (m.group(8) == null) {
            return ZoneOffset.UTC;
        }
        int sign = m.group(8).equals("-") ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * number(m, 9), sign * number(m, 10));
    }
}
