package dev.groovebox.sandbox.build.pattern;

import dev.groovebox.sandbox.build.pattern.PathMatcher.Piece;
import java.util.function.Predicate;

/**
 * One line of a .dockerignore, as github.com/moby/patternmatcher reads it.
 *
 * @param exception it begins with an exclamation mark: what it matches is not ignored after all
 */
record IgnorePattern(boolean exception, Predicate<String> path) {
    static IgnorePattern of(String line) {
        boolean exception = line.startsWith("!");
        String pattern = exception ? line.substring(1) : line;
        if (pattern.isEmpty()) {
            throw new PatternException(line, "excepts nothing");
        }
        // Go's own check of the syntax, whatever the pattern turns out to be.
        GoPattern.of(pattern);
        return new IgnorePattern(exception, matcher(pattern));
    }

    /** Whether it matches a file, or a folder that the file is in. */
    boolean matches(String file) {
        return path.test(file);
    }

    /** Patterns whose only special characters are stars at an end are plain comparisons, which says more than speed. */
    private static Predicate<String> matcher(String pattern) {
        boolean plain = pattern.chars().noneMatch(c -> c == '?' || c == '[' || c == ']' || c == '\\');
        int star = pattern.indexOf('*');
        if (plain && star < 0) {
            return itOrItsFolder(pattern::equals);
        }
        if (plain && star == 0 && pattern.startsWith("**") && pattern.indexOf('*', 2) < 0) {
            String suffix = pattern.substring(2);
            return itOrItsFolder(
                    file -> file.endsWith(suffix) || suffix.startsWith("/") && file.equals(suffix.substring(1)));
        }
        if (plain && star > 0 && (star == pattern.length() - 2 && pattern.endsWith("**"))) {
            String prefix = pattern.substring(0, star);
            return file -> file.startsWith(prefix);
        }
        return pieces(pattern)::matchesItOrItsFolder;
    }

    private static Predicate<String> itOrItsFolder(Predicate<String> matcher) {
        return file -> {
            for (int end = file.indexOf('/'); end > 0; end = file.indexOf('/', end + 1)) {
                if (matcher.test(file.substring(0, end))) {
                    return true;
                }
            }
            return matcher.test(file);
        };
    }

    private static PathMatcher pieces(String pattern) {
        PatternReader reader = new PatternReader(pattern);
        while (reader.hasMore()) {
            if (reader.peek() != '*') {
                reader.simple();
            } else if (reader.skipped().hasMore() && reader.peek() == '*') {
                twoStars(reader.skipped());
            } else {
                reader.add(new Piece.Many(PatternReader.IN_A_NAME));
            }
        }
        return reader.matcher();
    }

    private static void twoStars(PatternReader reader) {
        if (reader.hasMore() && reader.peek() == '/') {
            reader.skipped();
        }
        reader.add(reader.hasMore() ? new Piece.Folders() : new Piece.Many(c -> true));
    }
}
