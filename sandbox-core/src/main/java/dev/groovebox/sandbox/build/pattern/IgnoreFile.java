package dev.groovebox.sandbox.build.pattern;

import java.util.List;

/** Reads the text of a .dockerignore. */
public final class IgnoreFile {
    private IgnoreFile() {}

    /** Its patterns, cleaned, relative to the context; comments and blank lines left out. */
    public static List<String> patterns(String text) {
        String content = text.startsWith("\ufeff") ? text.substring(1) : text;
        return content.lines()
                .filter(line -> !line.startsWith("#"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.startsWith("!") ? "!" + relative(line.substring(1).strip()) : relative(line))
                .toList();
    }

    private static String relative(String pattern) {
        String clean = pattern.isEmpty() ? "" : GoPath.clean(pattern);
        return clean.length() > 1 && clean.startsWith("/") ? clean.substring(1) : clean;
    }
}
