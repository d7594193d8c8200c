package dev.groovebox.sandbox.build.text;

import dev.groovebox.sandbox.build.text.Part.Choice;
import dev.groovebox.sandbox.build.text.Part.Literal;
import dev.groovebox.sandbox.build.text.Part.Replace;
import dev.groovebox.sandbox.build.text.Part.Trim;
import dev.groovebox.sandbox.build.text.Part.Variable;
import java.util.ArrayList;
import java.util.List;

/** Reads texts with variables by the rules of BuildKit's frontend/dockerfile/shell, odd cases included. */
final class TextReader {
    /** No character that ends the text before its end. */
    private static final int END = -1;
    /** More than anyone writes; a hostile text must not exhaust the stack. */
    private static final int MOST_DEPTH = 64;

    private final String text;
    private final Syntax syntax;
    private int at;
    private int depth;

    TextReader(String text, Syntax syntax) {
        this.text = text;
        this.syntax = syntax;
    }

    VariableText whole() {
        return until(END, false);
    }

    private VariableText inBraces(char stop, boolean pattern) {
        if (++depth > MOST_DEPTH) {
            throw new TextException("variables are nested more than " + MOST_DEPTH + " deep");
        }
        VariableText inside = until(stop, pattern);
        depth--;
        return inside;
    }

    /** @param pattern in the pattern of a variable: escapes are the pattern's own and stay */
    private VariableText until(int stop, boolean pattern) {
        Pieces pieces = new Pieces();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == stop) {
                at++;
                return pieces.done();
            } else if (c == '$') {
                pieces.add(dollar());
            } else if (c == '\'' && syntax.quotes()) {
                singleQuoted(pieces);
            } else if (c == '"' && syntax.quotes()) {
                doubleQuoted(pieces, pattern);
            } else if (c == syntax.escape() && syntax == Syntax.STEP) {
                backslashes(pieces, stop);
            } else if (c == syntax.escape()) {
                escaped(pieces, pattern);
            } else {
                pieces.add(c);
                at++;
            }
        }
        if (stop != END) {
            throw new TextException("a variable that begins with '${' is not closed with '" + (char) stop + "'");
        }
        return pieces.done();
    }

    private void escaped(Pieces pieces, boolean pattern) {
        if (pattern) {
            pieces.add(text.charAt(at));
        }
        at++;
        if (at < text.length()) {
            pieces.add(text.charAt(at++));
        }
    }

    /** Only those just before a dollar, or before what would end a variable, are more than themselves. */
    private void backslashes(Pieces pieces, int stop) {
        int first = at;
        while (at < text.length() && text.charAt(at) == '\\') {
            at++;
        }
        int count = at - first;
        boolean special = at < text.length() && (text.charAt(at) == '$' || text.charAt(at) == stop);
        pieces.add("\\".repeat(special ? count / 2 : count));
        if (special && count % 2 == 1) {
            pieces.add(text.charAt(at++));
        }
    }

    private void singleQuoted(Pieces pieces) {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            throw new TextException("a single quote is not closed");
        }
        pieces.add(text.substring(at + 1, end));
        at = end + 1;
    }

    private void doubleQuoted(Pieces pieces, boolean pattern) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return;
            } else if (c == '$') {
                pieces.add(dollar());
            } else if (c == syntax.escape()) {
                escapedInQuotes(pieces, pattern);
            } else {
                pieces.add(c);
                at++;
            }
        }
        throw new TextException("a double quote is not closed");
    }

    /** Within quotes only these need escapes; before other characters it stands for itself. */
    private void escapedInQuotes(Pieces pieces, boolean pattern) {
        char escape = text.charAt(at++);
        if (pattern) {
            pieces.add(escape);
        }
        if (at < text.length()) {
            char next = text.charAt(at);
            boolean escapable = next == '"' || next == '$' || next == escape;
            pieces.add(escapable ? next : escape);
            at += escapable ? 1 : 0;
        }
    }

    private Part dollar() {
        at++;
        if (at >= text.length() || text.charAt(at) != '{') {
            String name = name();
            return name.isEmpty() ? new Literal("$") : new Variable(name);
        }
        at++;
        String name = bracedName();
        char operator = next();
        boolean colon = operator == ':';
        if (colon) {
            operator = next();
        }
        if (colon && "-+?".indexOf(operator) < 0) {
            throw unknownOperator(name, ":" + operator);
        }
        return switch (operator) {
            case '}' -> new Variable(name);
            case '-', '+', '?' -> new Choice(name, operator, colon, inBraces('}', false));
            case '#', '%' -> trim(name, operator);
            case '/' -> replace(name);
            default -> throw unknownOperator(name, String.valueOf(operator));
        };
    }

    /** The operator twice is the longest match; BuildKit looks for the second one behind quotes too. */
    private Part trim(String name, char operator) {
        VariableText pattern = inBraces('}', true);
        List<Part> parts = new ArrayList<>(pattern.parts());
        if (parts.isEmpty() || !(parts.get(0) instanceof Literal first) || first.text().charAt(0) != operator) {
            return new Trim(name, operator == '%', false, pattern);
        }
        parts.remove(0);
        if (first.text().length() > 1) {
            parts.add(0, new Literal(first.text().substring(1)));
        }
        return new Trim(name, operator == '%', true, new VariableText(parts));
    }

    private Part replace(String name) {
        boolean all = at < text.length() && text.charAt(at) == '/';
        at += all ? 1 : 0;
        VariableText pattern = inBraces('/', true);
        return new Replace(name, all, pattern, inBraces('}', true));
    }

    private String bracedName() {
        if (at < text.length() && "{}:".indexOf(text.charAt(at)) >= 0) {
            throw new TextException("'${' needs the name of a variable behind it");
        }
        return name();
    }

    private char next() {
        if (at >= text.length()) {
            throw new TextException("a variable that begins with '${' is not closed with '}'");
        }
        return text.charAt(at++);
    }

    private static TextException unknownOperator(String name, String operator) {
        return new TextException("'${" + name + operator + "' is no known way to use a variable: there are :- - :+ + :? ? # % /");
    }

    /** Letters, digits and underscores; or digits alone; or one of the shell's special parameters, which are never set. */
    private String name() {
        int first = at;
        if (at < text.length() && Character.isDigit(text.charAt(at))) {
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
        } else if (at < text.length() && "@*#?-$!".indexOf(text.charAt(at)) >= 0) {
            at++;
        } else {
            while (at < text.length() && isOfName(text.charAt(at))) {
                at++;
            }
        }
        return text.substring(first, at);
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /** Gathers parts; literal characters side by side become one. */
    private static final class Pieces {
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();

        void add(char c) {
            literal.append(c);
        }

        void add(String text) {
            literal.append(text);
        }

        void add(Part part) {
            if (part instanceof Literal more) {
                literal.append(more.text());
                return;
            }
            close();
            parts.add(part);
        }

        private void close() {
            if (!literal.isEmpty()) {
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
            }
        }

        VariableText done() {
            close();
            return new VariableText(parts);
        }
    }
}
