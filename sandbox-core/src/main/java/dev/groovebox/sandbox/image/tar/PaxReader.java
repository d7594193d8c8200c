package dev.groovebox.sandbox.image.tar;

import java.util.Map;

/** Reads pax records: "LENGTH KEY=VALUE\n", where the length counts all of it. */
final class PaxReader {
    private static final int MOST_DIGITS = 7;

    private PaxReader() {}

    /** A later record of a key stands for an earlier one, an empty value for none (POSIX, pax). */
    static void parse(byte[] bytes, Map<String, String> records) throws TarFormatException {
        String text = PaxRecords.raw(bytes);
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at);
            if (space < 0 || space - at > MOST_DIGITS) {
                throw malformed();
            }
            int end = at + length(text.substring(at, space));
            int equals = text.indexOf('=', space);
            if (end > text.length() || equals < 0 || equals >= end || text.charAt(end - 1) != '\n') {
                throw malformed();
            }
            String key = text.substring(space + 1, equals);
            String value = text.substring(equals + 1, end - 1);
            boolean attribute = key.startsWith(PaxRecords.ATTRIBUTE);
            if (value.isEmpty() && !attribute) {
                records.remove(key);
            } else {
                records.put(key, value);
            }
            at = end;
        }
    }

    private static int length(String digits) throws TarFormatException {
        int length = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                throw malformed();
            }
            length = 10 * length + digit - '0';
        }
        // The shortest record that there can be: "5 a=\n".
        if (length < 5) {
            throw malformed();
        }
        return length;
    }

    private static TarFormatException malformed() {
        return new TarFormatException("a malformed pax header");
    }
}
