package dev.groovebox.dsl;

import dev.groovebox.sandbox.build.text.TextException;
import dev.groovebox.sandbox.build.text.VariableText;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.Instruction;
import dev.groovebox.sandbox.spec.SourcePlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Gathers the steps that a block's words say, each with the line of the script that it stands on. */
abstract class BuildSteps extends Block {
    static final String COMMAND = "a shell command, or a program and its arguments";

    private final List<Instruction> instructions = new ArrayList<>();
    /** By the names of their classes: the script, and the files that it includes. */
    private final Map<String, String> origins = new HashMap<>();

    BuildSteps(SandboxScript script, String place) {
        super(script, place);
        origin(script.getClass(), script.context().origin());
    }

    final void origin(Class<?> script, String name) {
        origins.put(script.getName(), name);
    }

    final List<Instruction> instructions() {
        return instructions;
    }

    final void add(BuildStep step) {
        instructions.add(new Instruction(step, place()));
    }

    /** Closures are classes of their own, called like the script's with a dollar behind. */
    private SourcePlace place() {
        return StackWalker.getInstance().walk(frames -> frames
                .filter(frame -> origins.containsKey(scriptOf(frame.getClassName())) && frame.getLineNumber() > 0)
                .findFirst()
                .map(frame -> new SourcePlace(origins.get(scriptOf(frame.getClassName())), frame.getLineNumber(), ""))
                .orElse(SourcePlace.UNKNOWN));
    }

    private static String scriptOf(String className) {
        int dollar = className.indexOf('$');
        return dollar < 0 ? className : className.substring(0, dollar);
    }

    final <V> void step(String word, V value, Function<V, BuildStep> step) {
        ifGiven(word, value, given -> add(step.apply(given)));
    }

    /** A step of one text that may hold variables. */
    final void text(String word, String text, Function<String, BuildStep> step) {
        step(word, text, given -> step.apply(checked(word, given)));
    }

    final void command(String word, Object[] given, Function<Command, BuildStep> step) {
        Command.of(given).ifPresentOrElse(
                command -> step(word, command, step), () -> problem(word, word + " takes " + COMMAND));
    }

    final void pairs(String word, Map<String, ?> given, Function<Map<String, String>, BuildStep> step) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Texts.pairs(this, word, given).forEach((name, value) -> pairs.put(checked(word, name), checked(word, value)));
        step(word, pairs, step);
    }

    /** Several texts, such as paths. */
    final void texts(String word, Object[] given, String takes, Function<List<String>, BuildStep> step) {
        Optional<List<String>> texts = given == null ? Optional.empty() : Texts.all(List.of(given));
        if (texts.isEmpty() || texts.get().isEmpty()) {
            problem(word, word + " takes " + takes);
            return;
        }
        step(word, texts.get().stream().map(text -> checked(word, text)).toList(), step);
    }

    /** The text as steps hold it; a variable that is written wrongly in it is a problem of the word. */
    final String checked(String word, String text) {
        try {
            return VariableText.of(text).toString();
        } catch (TextException e) {
            problem(word, word + ": " + e.getMessage());
            return text;
        }
    }

    /** Whether a text is known before the build begins. */
    final boolean isPlain(String text) {
        return text.indexOf('$') < 0;
    }
}
