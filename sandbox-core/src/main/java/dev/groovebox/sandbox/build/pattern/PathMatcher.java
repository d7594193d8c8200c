package dev.groovebox.sandbox.build.pattern;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Matches a path against the pieces of a pattern, in time that grows with both and no faster: a regular expression of
 * Java's would take for ever on the right dozen of stars, and patterns come with the context.
 */
final class PathMatcher {
    /** A piece of a pattern. */
    sealed interface Piece {
        /** One character. */
        record One(IntPredicate character) implements Piece {}

        /** Any number of characters. */
        record Many(IntPredicate character) implements Piece {}

        /** Nothing, or any number of folders, each with its slash. */
        record Folders() implements Piece {}
    }

    private final List<Piece> pieces;

    PathMatcher(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** Whether the pieces match all of the path. */
    boolean matches(String path) {
        return matches(path, false);
    }

    /** Whether they match all of the path, or a folder that it is in. */
    boolean matchesItOrItsFolder(String path) {
        return matches(path, true);
    }

    /** All ways through the pattern are followed at once. */
    private boolean matches(String path, boolean folders) {
        boolean[] before = new boolean[pieces.size() + 1];
        boolean[] within = new boolean[pieces.size() + 1];
        before[0] = true;
        skip(before);
        for (int at = 0; at < path.length(); at += Character.charCount(path.codePointAt(at))) {
            if (folders && at > 0 && path.charAt(at) == '/' && before[pieces.size()]) {
                return true;
            }
            boolean[] next = new boolean[before.length];
            boolean[] nextWithin = new boolean[within.length];
            for (int i = 0; i < pieces.size(); i++) {
                step(i, path.codePointAt(at), before[i], before[i] || within[i], next, nextWithin);
            }
            skip(next);
            before = next;
            within = nextWithin;
        }
        return before[pieces.size()];
    }

    private void step(int i, int character, boolean before, boolean folders, boolean[] next, boolean[] nextWithin) {
        Piece piece = pieces.get(i);
        if (piece instanceof Piece.One one) {
            next[i + 1] |= before && one.character().test(character);
        } else if (piece instanceof Piece.Many many) {
            next[i] |= before && many.character().test(character);
        } else if (folders) {
            nextWithin[i] = true;
            next[i + 1] |= character == '/';
        }
    }

    /** What may be nothing can be passed by. */
    private void skip(boolean[] before) {
        for (int i = 0; i < pieces.size(); i++) {
            before[i + 1] |= before[i] && !(pieces.get(i) instanceof Piece.One);
        }
    }
}
