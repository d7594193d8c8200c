package dev.groovebox.sandbox.image.tar;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** The pax records of one entry (POSIX, pax, "pax Extended Header"): "LENGTH KEY=VALUE\n", bytes kept as they are. */
final class PaxRecords {
    /** The names that star gave to extended attributes, which docker and GNU tar use too. */
    static final String ATTRIBUTE = "SCHILY.xattr.";

    private PaxRecords() {}

    static String timeText(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** In ISO 8859-1, so that every byte of a value is one character. */
    static byte[] write(Map<String, String> records) {
        StringBuilder text = new StringBuilder();
        records.forEach((key, value) -> text.append(record(key, value)));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static String raw(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    static String attributeKey(BytePath name) {
        return ATTRIBUTE + name.raw();
    }

    /** The length counts its own digits too. */
    private static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length = rest + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }
}
