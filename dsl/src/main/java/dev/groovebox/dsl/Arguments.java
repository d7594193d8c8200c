package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.CommandForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Gathers what is written behind a word of a script; nothing is written for what is as it would be anyway. */
final class Arguments {
    private final List<String> values = new ArrayList<>();
    private boolean brackets;

    Arguments add(String code) {
        values.add(code);
        return this;
    }

    Arguments texts(List<String> texts) {
        texts.forEach(text -> values.add(GroovyText.quoted(text)));
        return this;
    }

    /** One text is the shell's; more are a program and its arguments; one or none of these needs a list. */
    Arguments command(CommandForm command) {
        if (command.shellForm() || command.words().size() > 1) {
            return texts(command.words());
        }
        brackets = true;
        return add(GroovyText.list(command.words()));
    }

    Arguments text(String name, String text) {
        return text.isEmpty() ? this : add(name + ": " + GroovyText.quoted(text));
    }

    Arguments text(String name, Optional<String> text) {
        text.ifPresent(given -> add(name + ": " + GroovyText.quoted(given)));
        return this;
    }

    Arguments flag(String name, boolean set) {
        return set ? add(name + ": true") : this;
    }

    Arguments list(String name, List<String> texts) {
        return texts.isEmpty() ? this : add(name + ": " + GroovyText.list(texts));
    }

    Arguments number(String name, OptionalLong number) {
        number.ifPresent(given -> add(name + ": " + given));
        return this;
    }

    Arguments mode(OptionalInt mode) {
        mode.ifPresent(given -> add("mode: 0" + Integer.toOctalString(given)));
        return this;
    }

    Arguments time(String name, Optional<Duration> time) {
        time.ifPresent(given -> add(name + ": " + time(given)));
        return this;
    }

    private static String time(Duration time) {
        if (time.getNano() == 0) {
            return time.getSeconds() + ".s";
        }
        return time.getNano() % 1_000_000 == 0 ? time.toMillis() + ".ms" : "Duration.ofNanos(" + time.toNanos() + ")";
    }

    String behind(String word) {
        String all = String.join(", ", values);
        return brackets ? word + "(" + all + ")" : word + " " + all;
    }

    /** As the call of a word that answers something. */
    String call(String word) {
        return word + "(" + String.join(", ", values) + ")";
    }
}
