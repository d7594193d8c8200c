package dev.groovebox.sandbox.build.pattern;

import dev.groovebox.sandbox.build.pattern.PathMatcher.Piece;
import dev.groovebox.sandbox.linux.file.BytePath;

/**
 * A pattern as Go's filepath.Match reads it: {@code *} and {@code ?} match all but a slash, hidden names too,
 * {@code [a-z]} and {@code [^a-z]} one character, a backslash escapes.
 */
public final class GoPattern {
    private final PathMatcher matcher;

    private GoPattern(PathMatcher matcher) {
        this.matcher = matcher;
    }

    /** Whether a name holds anything that makes it a pattern. */
    public static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
    }

    /** Whether it may match more than one name: what is escaped matches itself alone. */
    public static boolean hasWildcard(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                return true;
            } else if (c == '\\') {
                i++;
            }
        }
        return false;
    }

    /** @throws PatternException when a bracket isn't closed, or the like */
    public static GoPattern of(String pattern) {
        PatternReader reader = new PatternReader(pattern);
        while (reader.hasMore()) {
            if (reader.peek() == '*') {
                reader.skipped().add(new Piece.Many(PatternReader.IN_A_NAME));
            } else {
                reader.simple();
            }
        }
        return new GoPattern(reader.matcher());
    }

    /** Whether it matches all of a path or name. */
    public boolean matches(String path) {
        return matcher.matches(path);
    }

    public boolean matches(BytePath path) {
        return matches(PathText.of(path));
    }
}
