package dev.groovebox.shell.render;

import dev.groovebox.shell.grammar.UsageException;
import java.util.ArrayList;
import java.util.List;

/** The words of one action of a template; quoted ones keep their first quote, so that they are told from fields. */
final class TemplateWords {
    private TemplateWords() {}

    static List<String> of(String action) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < action.length()) {
            char c = action.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int end = c == '"' || c == '`' ? action.indexOf(c, at + 1) : endOfWord(action, at);
            if (end < 0) {
                throw new UsageException("a quote is not closed in '" + action + "'");
            }
            words.add(action.substring(at, end));
            at = c == '"' || c == '`' ? end + 1 : end;
        }
        if (words.isEmpty()) {
            throw new UsageException("'{{}}' asks for nothing");
        }
        return words;
    }

    private static int endOfWord(String action, int from) {
        int at = from;
        while (at < action.length() && !Character.isWhitespace(action.charAt(at))) {
            at++;
        }
        return at;
    }
}
