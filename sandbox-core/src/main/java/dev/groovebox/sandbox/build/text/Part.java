package dev.groovebox.sandbox.build.text;

/** A piece of a {@link VariableText}. */
sealed interface Part {
    /** Stands for itself. */
    record Literal(String text) implements Part {}

    /** {@code ${name}} */
    record Variable(String name) implements Part {}

    /**
     * {@code ${name:-word}} and its kin.
     *
     * @param operator '-' the word if there is no value, '+' the word if there is one, '?' an error if there is none
     * @param emptyIsNone the colon: an empty value counts as none
     */
    record Choice(String name, char operator, boolean emptyIsNone, VariableText word) implements Part {}

    /**
     * {@code ${name#pattern}}, {@code ##}, {@code %} and {@code %%}.
     *
     * @param fromEnd what the pattern matches is cut off at the end
     * @param longest as much as can be matched, not as little
     */
    record Trim(String name, boolean fromEnd, boolean longest, VariableText pattern) implements Part {}

    /** {@code ${name/pattern/replacement}} and, for all of them, {@code //}. */
    record Replace(String name, boolean all, VariableText pattern, VariableText replacement) implements Part {}
}
