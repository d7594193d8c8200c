package dev.groovebox.shell.repl;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a piece of code has opened and not closed, by a reading that knows brackets, strings and comments alone.
 * It tells input that goes on in the next line from input that is wrong, and where in which block the cursor is.
 */
final class OpenBrackets {
    private final String code;
    private final Deque<Integer> open = new ArrayDeque<>();
    private boolean openText;
    private boolean mismatched;

    private OpenBrackets(String code) {
        this.code = code;
    }

    static OpenBrackets of(String code) {
        OpenBrackets brackets = new OpenBrackets(code);
        brackets.read();
        return brackets;
    }

    /** A bracket, a string of several lines or a comment waits for its end. */
    boolean isOpen() {
        return !mismatched && (openText || !open.isEmpty());
    }

    int depth() {
        return open.size();
    }

    /** The index of the innermost open bracket; -1 when there is none. */
    int innermost() {
        return open.isEmpty() ? -1 : open.peek();
    }

    private void read() {
        int at = 0;
        while (at < code.length() && !mismatched) {
            char c = code.charAt(at);
            if (c == '\'' || c == '"') {
                at = afterString(at, c);
            } else if (code.startsWith("//", at)) {
                at = after("\n", at, false);
            } else if (code.startsWith("/*", at)) {
                at = after("*/", at + 2, true);
            } else {
                readBracket(c, at);
                at++;
            }
        }
    }

    private void readBracket(char c, int at) {
        if ("([{".indexOf(c) >= 0) {
            open.push(at);
        } else if (")]}".indexOf(c) >= 0) {
            mismatched = open.isEmpty() || "([{".indexOf(code.charAt(open.pop())) != ")]}".indexOf(c);
        }
    }

    private int afterString(int start, char quote) {
        String three = String.valueOf(quote).repeat(3);
        boolean isLong = code.startsWith(three, start);
        int at = start + (isLong ? 3 : 1);
        while (at < code.length()) {
            char c = code.charAt(at);
            if (c == '\\') {
                at += 2;
            } else if (isLong ? code.startsWith(three, at) : c == quote) {
                return at + (isLong ? 3 : 1);
            } else if (c == '\n' && !isLong) {
                return at;
            } else {
                at++;
            }
        }
        openText |= isLong;
        return at;
    }

    private int after(String end, int from, boolean needed) {
        int at = code.indexOf(end, from);
        openText |= at < 0 && needed;
        return at < 0 ? code.length() : at + end.length();
    }
}
