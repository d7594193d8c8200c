package dev.groovebox.sandbox.build.text;

import dev.groovebox.sandbox.build.text.Part.Choice;
import dev.groovebox.sandbox.build.text.Part.Literal;
import dev.groovebox.sandbox.build.text.Part.Replace;
import dev.groovebox.sandbox.build.text.Part.Trim;
import dev.groovebox.sandbox.build.text.Part.Variable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A text of a build's step, with variables in it. Steps hold such texts in one form, whoever wrote them
 * ({@link #toString()}): {@code $NAME}, {@code ${NAME}} and {@code ${NAME:-word}} with its kin are variables, {@code \$}
 * is a dollar, and every other character stands for itself. A Dockerfile's quotes and escapes are resolved when it is
 * read.
 */
public final class VariableText {
    private final List<Part> parts;

    VariableText(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a step's text.
     *
     * @throws TextException when a variable is written wrongly
     */
    public static VariableText of(String text) {
        return text.indexOf('$') < 0 ? literal(text) : new TextReader(text, Syntax.STEP).whole();
    }

    /**
     * Reads a word as it stands in a Dockerfile.
     *
     * @throws TextException when a variable is written wrongly, or a quote isn't closed
     */
    public static VariableText of(String text, Syntax syntax) {
        return new TextReader(text, syntax).whole();
    }

    public static VariableText literal(String text) {
        return new VariableText(text.isEmpty() ? List.of() : List.of(new Literal(text)));
    }

    List<Part> parts() {
        return parts;
    }

    public boolean hasVariables() {
        return parts.stream().anyMatch(part -> !(part instanceof Literal));
    }

    /** @throws TextException for a {@code ${NAME:?word}} without a value, and a pattern that can't be one */
    public String expand(Lookup lookup) {
        if (parts.size() == 1 && parts.get(0) instanceof Literal literal) {
            return literal.text();
        }
        return parts.stream().map(part -> expand(part, lookup)).collect(Collectors.joining());
    }

    private static String expand(Part part, Lookup lookup) {
        if (part instanceof Literal literal) {
            return literal.text();
        } else if (part instanceof Variable variable) {
            return lookup.value(variable.name()).orElse("");
        } else if (part instanceof Choice choice) {
            return choose(choice, lookup);
        } else if (part instanceof Trim trim) {
            return trimmed(trim, lookup);
        }
        return replaced((Replace) part, lookup);
    }

    private static String choose(Choice choice, Lookup lookup) {
        Optional<String> value = lookup.value(choice.name());
        Optional<String> given = value.filter(text -> !choice.emptyIsNone() || !text.isEmpty());
        return switch (choice.operator()) {
            case '-' -> given.orElseGet(() -> choice.word().expand(lookup));
            case '+' -> given.isPresent() ? choice.word().expand(lookup) : "";
            default -> given.orElseThrow(() -> missing(choice, value.isPresent(), lookup));
        };
    }

    private static TextException missing(Choice choice, boolean set, Lookup lookup) {
        String message = choice.word().expand(lookup);
        return new TextException(choice.name() + ": "
                + (message.isEmpty() ? "is not allowed to be " + (set ? "empty" : "unset") : message));
    }

    private static String trimmed(Trim trim, Lookup lookup) {
        String value = lookup.value(trim.name()).orElse("");
        WildcardPattern pattern = WildcardPattern.of(trim.pattern().expand(lookup));
        return trim.fromEnd() ? pattern.withoutEnd(value, trim.longest()) : pattern.withoutBeginning(value, trim.longest());
    }

    private static String replaced(Replace replace, Lookup lookup) {
        String value = lookup.value(replace.name()).orElse("");
        WildcardPattern pattern = WildcardPattern.of(replace.pattern().expand(lookup));
        return pattern.replaced(value, replace.replacement().expand(lookup), replace.all());
    }

    /** As steps hold it. */
    @Override
    public String toString() {
        return new TextWriter().write(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VariableText text && parts.equals(text.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }
}
