package dev.groovebox.dsl;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which values of a script may stand for text: what has one obvious spelling. */
final class Texts {
    private Texts() {}

    static Optional<String> of(Object value) {
        boolean obvious = value instanceof CharSequence || value instanceof Number || value instanceof Boolean
                || value instanceof Path || value instanceof File;
        return obvious ? Optional.of(value.toString()) : Optional.empty();
    }

    /** Absent when any of the values isn't text. */
    static Optional<List<String>> all(Iterable<?> values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            Optional<String> text = of(value);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of(texts);
    }

    /** Named texts in their order, without those whose value isn't text, which are problems of the word. */
    static Map<String, String> pairs(Problems problems, String word, Map<String, ?> given) {
        Map<String, String> pairs = new LinkedHashMap<>();
        given.forEach((name, value) -> of(value).ifPresentOrElse(
                text -> pairs.put(name, text),
                () -> problems.problem(word, word + " takes as '" + name + ":' text, not " + Misuse.shown(value))));
        return pairs;
    }

    /** Reads a value; what is wrong with it is the word's problem. */
    static <V> V read(String word, java.util.function.Supplier<V> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            Problems.FAIL.problem(word, word + ": " + e.getMessage());
            throw e;
        }
    }
}
