package dev.groovebox.sandbox.failure;

/**
 * Makes text harmless for a terminal. Names, labels and errors hold what images and users put there, and a
 * terminal obeys escape sequences wherever they come from.
 */
public final class TerminalText {
    private TerminalText() {}

    /** Control characters but tab and newline become \x1b or \u202e, as a programmer would write them. */
    public static String escaped(String text) {
        int first = 0;
        while (first < text.length() && isHarmless(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.substring(0, first));
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) {
                safe.append(c);
            } else {
                safe.append(c < 0x100 ? String.format("\\x%02x", (int) c) : String.format("\\u%04x", (int) c));
            }
        }
        return safe.toString();
    }

    /** For one line: newline and tab are escaped too. */
    public static String escapedLine(String text) {
        return escaped(text).replace("\n", "\\n").replace("\t", "\\t");
    }

    private static boolean isHarmless(char c) {
        return c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c >= 0xa0 && !turnsTextAround(c);
    }

    /** Bidirectional controls and line separators: one name can pass for another (Unicode TR 36). */
    private static boolean turnsTextAround(char c) {
        return c >= '\u200e' && c <= '\u200f' || c >= '\u2028' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069'
                || c == '\ufeff';
    }
}
