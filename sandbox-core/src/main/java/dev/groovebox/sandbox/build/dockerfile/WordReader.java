package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.sandbox.build.text.Syntax;
import dev.groovebox.sandbox.build.text.TextException;
import dev.groovebox.sandbox.build.text.VariableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Splits what follows an instruction's name into words, in the several ways that instructions have for it. */
final class WordReader {
    private static final Pattern BLANKS = Pattern.compile("[\\t\\x0b\\f\\r ]+");

    private final Syntax syntax;

    WordReader(Syntax syntax) {
        this.syntax = syntax;
    }

    Syntax syntax() {
        return syntax;
    }

    /** A word with its quotes and escapes resolved and its variables kept, as steps hold it. */
    String text(String word) {
        return text(word, syntax);
    }

    static String text(String word, Syntax syntax) {
        try {
            return VariableText.of(word, syntax).toString();
        } catch (TextException e) {
            throw new InstructionException(word.lines().findFirst().orElse(""), e.getMessage());
        }
    }

    /** A text without variables, as steps hold it. */
    static String literal(String text) {
        return VariableText.literal(text).toString();
    }

    /** The first word, and the rest. */
    static String[] firstAndRest(String text) {
        String[] parts = BLANKS.split(text, 2);
        return parts.length == 2 ? parts : new String[] {parts[0], ""};
    }

    /** Words between blanks, whatever quotes there are. */
    static List<String> byBlanks(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(BLANKS.split(text));
    }

    /**
     * The strings of a JSON array; absent when the text isn't one.
     *
     * @throws InstructionException when it is an array of something else
     */
    static Optional<List<String>> json(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        List<JsonValue> values;
        try {
            values = Json.readArray(text);
        } catch (JsonException e) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (JsonValue value : values) {
            if (!(value instanceof JsonValue.Text word)) {
                throw new InstructionException("[", "the JSON form holds texts alone, such as [\"program\", \"argument\"]");
            }
            words.add(word.value());
        }
        return Optional.of(words);
    }

    /** Words between blanks that are not quoted or escaped; quotes and escapes stay in them. */
    List<String> quoted(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (!blank) {
                    words.add(word.toString());
                }
                word.setLength(0);
                blank = true;
                continue;
            }
            if (c == syntax.escape() && quote != '\'') {
                if (i + 1 == text.length()) {
                    break;
                }
                word.append(c);
                c = text.charAt(++i);
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            blank = false;
            word.append(c);
        }
        if (!blank) {
            words.add(word.toString());
        }
        return words;
    }
}
