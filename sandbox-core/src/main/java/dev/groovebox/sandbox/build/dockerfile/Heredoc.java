package dev.groovebox.sandbox.build.dockerfile;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A here-document.
 *
 * @param name the word after {@code <<}, without its quotes
 * @param expand no part of the word was quoted
 * @param withoutTabs it began with {@code <<-}: tabs before its lines, and before its end, don't count
 * @param content each line with its end, tabs still there
 */
record Heredoc(String name, boolean expand, boolean withoutTabs, String content) {
    Heredoc with(String lines) {
        return new Heredoc(name, expand, withoutTabs, lines);
    }

    boolean endsAt(String line) {
        String text = line.stripTrailing().length() == line.length() ? line : line.replaceFirst("[\r\n]+$", "");
        return (withoutTabs ? text.replaceFirst("^\t+", "") : text).equals(name);
    }

    /** What a file made of it holds. */
    String text() {
        return withoutTabs
                ? Arrays.stream(content.split("(?<=\n)")).map(line -> line.replaceFirst("^\t+", "")).collect(Collectors.joining())
                : content;
    }
}
