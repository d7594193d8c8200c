package dev.groovebox.shell.repl;

import dev.groovebox.dsl.Words;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.shell.render.Table;
import java.util.ArrayList;
import java.util.List;

/** {@code help} and {@code help WORD}: what the words of the language themselves say about them. */
final class HelpTexts {
    /** Columns of every terminal: a row that is longer is broken in the middle of a word. */
    private static final int WIDTH = 80;

    private HelpTexts() {}

    static List<String> overview(List<String> verbs) {
        List<String> lines = new ArrayList<>();
        for (Words words : Words.all()) {
            lines.add(words.place().equals("script") ? "At the top:" : "Inside " + words.place() + " { }:");
            lines.addAll(rows(words.names()));
        }
        lines.add("Commands:");
        lines.addAll(rows(verbs));
        lines.add("");
        lines.add("help WORD tells more. Input that is not finished goes on in the next line.");
        lines.add("Ctrl-C stops what runs; Ctrl-D or :q leaves.");
        return lines;
    }

    private static List<String> rows(List<String> words) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (String word : words) {
            if (row.length() + "  ".length() + word.length() > WIDTH) {
                rows.add(row.toString());
                row.setLength(0);
            }
            row.append("  ").append(word);
        }
        rows.add(row.toString());
        return rows;
    }

    static List<String> of(String word) {
        List<List<String>> rows = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (Words words : Words.all()) {
            known.addAll(words.names());
            words.named(word).ifPresent(
                    entry -> rows.add(List.of(words.place(), entry.doc(), entry.example())));
        }
        return rows.isEmpty()
                ? List.of("no word '" + word + "'" + NearestWord.hint(word, known))
                : Table.lines(List.of("WHERE", "MEANING", "EXAMPLE"), rows);
    }
}
