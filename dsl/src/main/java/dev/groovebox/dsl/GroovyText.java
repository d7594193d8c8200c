package dev.groovebox.dsl;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values as a Groovy script has them. */
final class GroovyText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private GroovyText() {}

    /** A string without interpolation; one of several lines keeps them. */
    static String quoted(String text) {
        String quotes = text.indexOf('\n') >= 0 ? "'''" : "'";
        StringBuilder literal = new StringBuilder(quotes);
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\\' -> literal.append("\\\\");
                case '\'' -> literal.append("\\'");
                case '\n' -> literal.append('\n');
                case '\t' -> literal.append("\\t");
                case '\r' -> literal.append("\\r");
                default -> literal.append(isPlain(c) ? String.valueOf(c) : String.format("\\u%04x", (int) c));
            }
        }
        return literal.append(quotes).toString();
    }

    /** Control characters and those that turn text around would make the script hard to read, or mean something else. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c != 0x7f && !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT
                && c != '\u2028' && c != '\u2029' && !Character.isSurrogate(c);
    }

    static String key(String name) {
        return NAME.matcher(name).matches() ? name : quoted(name);
    }

    static String list(List<String> texts) {
        return texts.stream().map(GroovyText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** {@code A: 'x', B: 'y'}, without brackets. */
    static String pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> key(pair.getKey()) + ": " + quoted(pair.getValue()))
                .collect(Collectors.joining(", "));
    }
}
