package dev.groovebox.sandbox.spec;

/**
 * A here-document of a RUN, COPY or ADD.
 *
 * @param name the word after {@code <<}: the file's name
 * @param content with tabs already stripped for {@code <<-}
 * @param expand its variables are the builder's to expand: the word stood without quotes, in a COPY or ADD
 */
public record InlineFile(String name, String content, boolean expand) {}
