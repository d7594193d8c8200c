package dev.groovebox.sandbox.spec;

import java.util.List;

/**
 * A command as a build's step gives it: words that are run as they stand, or one text for the stage's shell.
 *
 * @param words the exec form's words; of the shell form the text alone, without the shell that runs it
 */
public record CommandForm(List<String> words, boolean shellForm) {
    public CommandForm {
        words = List.copyOf(words);
        if (shellForm && words.size() != 1) {
            throw new IllegalArgumentException("the shell form is one text: " + words);
        }
    }

    public static CommandForm shell(String text) {
        return new CommandForm(List.of(text), true);
    }

    public static CommandForm exec(List<String> words) {
        return new CommandForm(words, false);
    }

    /** What is run, given what SHELL says at this place. */
    public List<String> under(List<String> shell) {
        if (!shellForm) {
            return words;
        }
        List<String> whole = new java.util.ArrayList<>(shell);
        whole.addAll(words);
        return List.copyOf(whole);
    }
}
