package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.failure.TerminalText;
import java.util.List;

/**
 * Something wrong with a Dockerfile, or worth a warning, and where.
 *
 * @param line from 1; 0 for the file as a whole
 * @param source the line as it stands; empty when there is none
 * @param column of the caret, from 0
 */
public record Problem(String file, int line, String source, int column, String message) {
    private static final int WIDEST = 120;

    /** @param lines of the file, without their ends */
    static Problem at(String file, List<String> lines, int first, int last, String word, String message) {
        for (int line = first; line <= last && !word.isEmpty(); line++) {
            int column = lines.get(line - 1).indexOf(word);
            if (column >= 0) {
                return new Problem(file, line, lines.get(line - 1), column, message);
            }
        }
        String source = first < 1 ? "" : lines.get(first - 1);
        return new Problem(file, first, source, source.length() - source.stripLeading().length(), message);
    }

    /** Place and message. */
    public String headline() {
        return TerminalText.escapedLine((line == 0 ? file : file + ":" + line) + ": " + message);
    }

    /** Headline, source line and caret. */
    public String text() {
        if (source.isBlank()) {
            return headline();
        }
        int from = column < WIDEST ? 0 : column - WIDEST / 2;
        String shown = source.substring(from, Math.min(source.length(), from + WIDEST)).replace('\t', ' ');
        return headline() + "\n    " + TerminalText.escapedLine(shown) + "\n    " + " ".repeat(column - from) + "^";
    }
}
