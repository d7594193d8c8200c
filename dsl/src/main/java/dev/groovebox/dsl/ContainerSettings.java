package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Gathers what a container block's words say until the image is known, which a spec's builder begins with. */
abstract class ContainerSettings extends Block {
    static final String COMMAND = "a shell command, or a program and its arguments";

    private final List<Consumer<ContainerSpecBuilder>> settings = new ArrayList<>();

    ContainerSettings(SandboxScript script) {
        super(script, "container");
    }

    final void applyTo(ContainerSpecBuilder builder) {
        settings.forEach(setting -> setting.accept(builder));
    }

    final <V> void set(String word, V value, BiConsumer<ContainerSpecBuilder, V> setter) {
        ifGiven(word, value, given -> settings.add(spec -> setter.accept(spec, given)));
    }

    final void command(String word, Object[] given, BiConsumer<ContainerSpecBuilder, List<String>> setter) {
        Command.of(given).ifPresentOrElse(
                command -> set(word, command.words(), setter), () -> problem(word, word + " takes " + COMMAND));
    }

    /** Each is set by itself. */
    final void texts(String word, Object[] given, String takes, BiConsumer<ContainerSpecBuilder, String> setter) {
        Texts.all(Arrays.asList(given)).filter(texts -> !texts.isEmpty()).ifPresentOrElse(
                texts -> texts.forEach(text -> set(word, text, setter)), () -> problem(word, word + " takes " + takes));
    }

    final void pairs(String word, Map<String, ?> given, Pair pair) {
        Texts.pairs(this, word, given).forEach((name, text) ->
                set(word, name, (spec, key) -> pair.set(spec, key, text)));
    }

    /** A setter of a name and a value. */
    interface Pair {
        ContainerSpecBuilder set(ContainerSpecBuilder spec, String name, String value);
    }
}
