package dev.groovebox.sandbox.build.pattern;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files of a context are ignored. The last pattern that matches a file, or a folder it is in, decides. The same
 * patterns say what {@code COPY --exclude} leaves out.
 */
public final class IgnorePatterns {
    public static final IgnorePatterns NONE = new IgnorePatterns(List.of());

    private final List<IgnorePattern> patterns;

    private IgnorePatterns(List<IgnorePattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** @throws PatternException naming the one that can't be a pattern */
    public static IgnorePatterns of(List<String> lines) {
        List<IgnorePattern> patterns = new ArrayList<>();
        for (String line : lines) {
            String pattern = line.strip();
            if (!pattern.isEmpty()) {
                patterns.add(IgnorePattern.of(GoPath.clean(pattern)));
            }
        }
        return new IgnorePatterns(patterns);
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Whether something in an ignored folder may yet be wanted, so that the folder has to be looked through. */
    public boolean hasExceptions() {
        return patterns.stream().anyMatch(IgnorePattern::exception);
    }

    /** @param file relative to the context, without a slash at either end; the context itself is never ignored */
    public boolean ignores(BytePath file) {
        return ignores(PathText.of(file));
    }

    public boolean ignores(String file) {
        boolean ignored = false;
        for (IgnorePattern pattern : patterns) {
            if (pattern.exception() == ignored && pattern.matches(file)) {
                ignored = !pattern.exception();
            }
        }
        return ignored && !file.isEmpty();
    }
}
