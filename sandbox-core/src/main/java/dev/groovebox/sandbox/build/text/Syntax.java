package dev.groovebox.sandbox.build.text;

/** How a {@link VariableText} is written. */
public enum Syntax {
    /** As steps hold it: a backslash escapes a dollar. */
    STEP('\\', false),
    /** A word of a Dockerfile: quotes, and backslashes that escape any character. */
    DOCKERFILE('\\', true),
    /** The same in a file that says {@code # escape=`}. */
    BACKTICK('`', true),
    /** The content of a here-document: backslashes escape any character, quotes are nothing special. */
    HEREDOC('\\', false);

    private final char escape;
    private final boolean quotes;

    Syntax(char escape, boolean quotes) {
        this.escape = escape;
        this.quotes = quotes;
    }

    public char escape() {
        return escape;
    }

    boolean quotes() {
        return quotes;
    }
}
