package dev.groovebox.sandbox.build.pattern;

import dev.groovebox.sandbox.build.pattern.PathMatcher.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Reads what Go's patterns have in common, piece by piece. */
final class PatternReader {
    static final IntPredicate IN_A_NAME = c -> c != '/';

    private final String pattern;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;

    PatternReader(String pattern) {
        this.pattern = pattern;
    }

    boolean hasMore() {
        return at < pattern.length();
    }

    char peek() {
        return pattern.charAt(at);
    }

    PatternReader skipped() {
        at++;
        return this;
    }

    void add(Piece piece) {
        pieces.add(piece);
    }

    PathMatcher matcher() {
        return new PathMatcher(pieces);
    }

    /** Anything but a star. */
    void simple() {
        switch (peek()) {
            case '?' -> skipped().add(new Piece.One(IN_A_NAME));
            case '[' -> brackets();
            case '\\' -> {
                at++;
                literal(codePoint("ends with a backslash"));
            }
            default -> literal(codePoint(""));
        }
    }

    private void literal(int codePoint) {
        add(new Piece.One(c -> c == codePoint));
    }

    private int codePoint(String problem) {
        if (!hasMore()) {
            throw new PatternException(pattern, problem);
        }
        int codePoint = pattern.codePointAt(at);
        at += Character.charCount(codePoint);
        return codePoint;
    }

    private void brackets() {
        at++;
        boolean negated = hasMore() && peek() == '^';
        at += negated ? 1 : 0;
        IntPredicate listed = c -> false;
        boolean first = true;
        while (first || !hasMore() || peek() != ']') {
            int low = bound();
            int high = low;
            if (hasMore() && peek() == '-') {
                at++;
                high = bound();
            }
            int last = high;
            listed = listed.or(c -> low <= c && c <= last);
            first = false;
        }
        at++;
        IntPredicate wanted = negated ? listed.negate() : listed;
        add(new Piece.One(IN_A_NAME.and(wanted)));
    }

    private int bound() {
        String unclosed = "has a '[' that is not closed";
        if (!hasMore() || peek() == ']' || peek() == '-') {
            throw new PatternException(pattern, hasMore() ? "has brackets that hold no range" : unclosed);
        }
        if (peek() == '\\') {
            at++;
        }
        return codePoint(unclosed);
    }
}
