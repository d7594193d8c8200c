package dev.groovebox.sandbox.build.pattern;

/** A pattern of files that can't be one. */
public final class PatternException extends RuntimeException {
    public PatternException(String pattern, String why) {
        super("the pattern '" + pattern + "' " + why);
    }
}
