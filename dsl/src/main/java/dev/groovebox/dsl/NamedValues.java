package dev.groovebox.dsl;

import dev.groovebox.sandbox.failure.NearestWord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The named values of a word, such as {@code at: '/etc/ssl', readOnly: true}.  */
final class NamedValues {
    private final Problems problems;
    private final String word;
    private final Map<?, ?> values;

    /** @param known the names that the word has */
    NamedValues(Problems problems, String word, Map<?, ?> values, String... known) {
        this.problems = problems;
        this.word = word;
        this.values = values;
        List<String> names = Arrays.asList(known);
        for (Object name : values.keySet()) {
            if (!names.contains(String.valueOf(name))) {
                problems.problem(String.valueOf(name), word + " knows no '" + name + ":'"
                        + NearestWord.hint(String.valueOf(name), names));
            }
        }
    }

    Optional<String> text(String name) {
        if (!values.containsKey(name)) {
            return Optional.empty();
        }
        Optional<String> text = Texts.of(values.get(name));
        if (text.isEmpty()) {
            wrong(name, "text");
        }
        return text;
    }

    boolean flag(String name) {
        Object value = values.get(name);
        if (values.containsKey(name) && !(value instanceof Boolean)) {
            wrong(name, "true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    OptionalLong bytes(String name) {
        Object value = values.get(name);
        if (value instanceof Bytes bytes) {
            return OptionalLong.of(bytes.count());
        }
        if (value instanceof Integer || value instanceof Long) {
            return OptionalLong.of(((Number) value).longValue());
        }
        if (values.containsKey(name)) {
            wrong(name, "a size such as 64.mb");
        }
        return OptionalLong.empty();
    }

    /** A file mode: 0755, which Groovy reads as octal, or the text '755', which is read as octal here. */
    OptionalInt mode(String name) {
        Object value = values.get(name);
        if (value instanceof Integer mode && mode >= 0 && mode <= 07777) {
            return OptionalInt.of(mode);
        }
        if (value instanceof CharSequence text && text.toString().matches("[0-7]{1,5}")) {
            return OptionalInt.of(Integer.parseInt(text.toString(), 8) & 07777);
        }
        if (values.containsKey(name)) {
            wrong(name, "a mode such as 0755");
        }
        return OptionalInt.empty();
    }

    /** A mode as {@link #mode} takes it, or text such as 'u=rwX' or one with variables, as it stands. */
    Optional<String> modeText(String name) {
        return values.get(name) instanceof CharSequence ? text(name) : mode(name).stream()
                .mapToObj(mode -> String.format("%04o", mode)).findFirst();
    }

    Optional<Boolean> choice(String name) {
        return values.containsKey(name) ? Optional.of(flag(name)) : Optional.empty();
    }

    OptionalLong whole(String name) {
        Object value = values.get(name);
        if (value instanceof Integer || value instanceof Long) {
            return OptionalLong.of(((Number) value).longValue());
        }
        if (values.containsKey(name)) {
            wrong(name, "a whole number");
        }
        return OptionalLong.empty();
    }

    OptionalInt integer(String name) {
        OptionalLong whole = whole(name);
        if (whole.isPresent() && whole.getAsLong() != (int) whole.getAsLong()) {
            wrong(name, "at most " + Integer.MAX_VALUE);
            return OptionalInt.empty();
        }
        return whole.isPresent() ? OptionalInt.of((int) whole.getAsLong()) : OptionalInt.empty();
    }

    Optional<BigDecimal> decimal(String name) {
        if (values.get(name) instanceof Number number) {
            return Optional.of(new BigDecimal(number.toString()));
        }
        if (values.containsKey(name)) {
            wrong(name, "a number such as 1.5");
        }
        return Optional.empty();
    }

    Optional<Duration> time(String name) {
        if (values.containsKey(name) && !(values.get(name) instanceof Duration)) {
            wrong(name, "a time such as 10.s");
        }
        return values.get(name) instanceof Duration time ? Optional.of(time) : Optional.empty();
    }

    /** The moment that was so long ago. */
    Optional<Instant> before(String name) {
        return time(name).map(age -> Instant.now().minus(age));
    }

    /** Names and what they are given; the values are not looked at. */
    Map<String, Object> named(String name) {
        Map<String, Object> named = new LinkedHashMap<>();
        if (values.get(name) instanceof Map<?, ?> given) {
            given.forEach((key, value) -> named.put(String.valueOf(key), value));
        } else if (values.containsKey(name)) {
            wrong(name, "names and values such as [NAME: 'value']");
        }
        return named;
    }

    /** Names and their texts. */
    Map<String, String> pairs(String name) {
        return Texts.pairs(problems, word, named(name));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Object value(String name) {
        return values.get(name);
    }

    /** One text or a list of them. */
    List<String> texts(String name) {
        Object value = values.get(name);
        if (!values.containsKey(name)) {
            return List.of();
        }
        Optional<List<String>> texts = value instanceof Iterable<?> list ? Texts.all(list) : Texts.of(value).map(List::of);
        if (texts.isEmpty()) {
            wrong(name, "text, or a list of texts");
        }
        return texts.orElse(List.of());
    }

    void wrong(String name, String takes) {
        problems.problem(name, word + " takes as '" + name + ":' " + takes + ", not " + Misuse.shown(values.get(name)));
    }
}
