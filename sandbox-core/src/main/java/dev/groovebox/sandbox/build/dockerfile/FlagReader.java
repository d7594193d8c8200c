package dev.groovebox.sandbox.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Takes the flags, {@code --name=value}, from between an instruction's name and its words. */
final class FlagReader {
    private final String text;
    private final char escape;
    private final List<String> flags = new ArrayList<>();
    private int at;

    FlagReader(String text, char escape) {
        this.text = text;
        this.escape = escape;
        while (skipBlanks() && text.startsWith("--", at)) {
            String flag = word();
            if (flag.equals("--")) {
                break;
            }
            flags.add(flag);
        }
    }

    private boolean skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    /** Quotes and escapes are resolved here; what a value holds then is read once more, by its own rules. */
    private String word() {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (; at < text.length() && (quote != 0 || !Character.isWhitespace(text.charAt(at))); at++) {
            char c = text.charAt(at);
            if (c == escape) {
                if (at + 1 < text.length()) {
                    word.append(text.charAt(++at));
                }
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    List<String> flags() {
        return flags;
    }

    /** What follows the flags. */
    String rest() {
        return text.substring(at).strip();
    }
}
