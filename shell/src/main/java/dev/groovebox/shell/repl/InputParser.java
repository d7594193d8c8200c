package dev.groovebox.shell.repl;

import java.util.List;
import java.util.function.Predicate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells JLine whether input goes on in the next line, and which word the cursor is at. */
final class InputParser implements Parser {
    private final Predicate<String> isCode;

    /** @param isCode whether a line is Groovy, which alone can go on */
    InputParser(Predicate<String> isCode) {
        this.isCode = isCode;
    }

    private record Line(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        /** A name is written as it is: what has to be quoted stands in Groovy's quotes already. */
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && isCode.test(line) && Completeness.isIncomplete(line)) {
            throw new EOFError(-1, -1, "the input goes on", "}", OpenBrackets.of(line).depth(), "}");
        }
        int start = cursor;
        while (start > 0 && isOfWord(line.charAt(start - 1))) {
            start--;
        }
        return new Line(line, cursor, line.substring(start, cursor));
    }

    /** Names of images, containers and options are one word each. */
    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || "_./:@-".indexOf(c) >= 0;
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }
}
