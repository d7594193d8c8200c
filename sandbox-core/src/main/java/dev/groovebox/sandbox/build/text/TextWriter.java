package dev.groovebox.sandbox.build.text;

import dev.groovebox.sandbox.build.text.Part.Choice;
import dev.groovebox.sandbox.build.text.Part.Literal;
import dev.groovebox.sandbox.build.text.Part.Replace;
import dev.groovebox.sandbox.build.text.Part.Trim;
import dev.groovebox.sandbox.build.text.Part.Variable;
import java.util.List;

/** Writes a text as {@link Syntax#STEP} reads it. */
final class TextWriter {
    /** No character that would end the text. */
    private static final int NOTHING = -1;

    private final StringBuilder out = new StringBuilder();

    String write(VariableText text) {
        write(text, NOTHING);
        return out.toString();
    }

    private void write(VariableText text, int stop) {
        List<Part> parts = text.parts();
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            write(parts.get(i), stop, !last || stop != NOTHING);
        }
        if (stop != NOTHING) {
            out.append((char) stop);
        }
    }

    /** @param doubled a special character follows: backslashes at the end of a literal must not escape it */
    private void write(Part part, int stop, boolean doubled) {
        if (part instanceof Literal literal) {
            literal(literal.text(), stop, doubled);
        } else if (part instanceof Variable variable) {
            begin(variable.name()).append('}');
        } else if (part instanceof Choice choice) {
            begin(choice.name()).append(choice.emptyIsNone() ? ":" : "").append(choice.operator());
            write(choice.word(), '}');
        } else if (part instanceof Trim trim) {
            String operator = trim.fromEnd() ? "%" : "#";
            begin(trim.name()).append(trim.longest() ? operator.repeat(2) : operator);
            write(trim.pattern(), '}');
        } else if (part instanceof Replace replace) {
            begin(replace.name()).append(replace.all() ? "//" : "/");
            write(replace.pattern(), '/');
            write(replace.replacement(), '}');
        }
    }

    private StringBuilder begin(String name) {
        return out.append("${").append(name);
    }

    private void literal(String text, int stop, boolean doubled) {
        int backslashes = 0;
        for (char c : text.toCharArray()) {
            if (c == '$' || c == stop) {
                out.append("\\".repeat(backslashes + 1));
            }
            backslashes = c == '\\' ? backslashes + 1 : 0;
            out.append(c);
        }
        if (doubled) {
            out.append("\\".repeat(backslashes));
        }
    }
}
