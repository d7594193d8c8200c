package dev.groovebox.sandbox.spec;

/**
 * Where a step was written, for errors.
 *
 * @param file as the user names it; empty when it comes from no file
 * @param line from 1; 0 when unknown
 * @param text the instruction as written, its continuation lines joined by newlines
 */
public record SourcePlace(String file, int line, String text) {
    public static final SourcePlace UNKNOWN = new SourcePlace("", 0, "");

    public boolean isKnown() {
        return !file.isEmpty();
    }

    /** "Dockerfile:7". */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
