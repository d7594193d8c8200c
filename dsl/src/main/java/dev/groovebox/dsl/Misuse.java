package dev.groovebox.dsl;

import dev.groovebox.sandbox.failure.NearestWord;
import java.util.Collection;
import java.util.Map;

/** The messages for words that are used wrongly. */
final class Misuse {
    /** What a word takes that takes nothing: without them Groovy would read it as the name of a value. */
    private static final String BRACKETS = "()";
    private static final int LONGEST_VALUE = 40;

    private Misuse() {}

    static String unknown(String word, String place, Collection<String> known) {
        return "unknown word '" + word + "' in " + place + NearestWord.hint(word, known);
    }

    static String withoutArguments(Words.Entry word) {
        if (word.takes().equals(BRACKETS)) {
            return "'" + word.name() + "' needs its brackets: " + word.example();
        }
        return "'" + word.name() + "' takes " + word.takes() + ": " + word.example();
    }

    static String of(Words.Entry word, Object[] arguments) {
        if (word.value()) {
            return "'" + word.name() + "' is a value and takes nothing: " + word.example();
        }
        if (word.takes().equals(BRACKETS)) {
            return word.name() + " is written " + word.example();
        }
        String given = arguments.length == 0 ? "" : ", not " + shown(arguments);
        return word.name() + " takes " + word.takes() + given;
    }

    private static String shown(Object[] arguments) {
        StringBuilder text = new StringBuilder();
        for (Object argument : arguments) {
            text.append(text.isEmpty() ? "" : ", ").append(shown(argument));
        }
        return text.toString();
    }

    /** As it would be written in a script, cut short. */
    static String shown(Object value) {
        if (value instanceof groovy.lang.Closure) {
            return "a block";
        }
        if (value instanceof Map<?, ?> map) {
            return "named values " + map.keySet();
        }
        String text = String.valueOf(value).lines().findFirst().orElse("");
        String shortened = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
        return value instanceof CharSequence ? "'" + shortened + "'" : shortened;
    }
}
