package dev.groovebox.shell.grammar;

/** Ends parsing: the user asked how a command is used. */
public final class Help extends RuntimeException {
    private final String text;

    Help(String text) {
        super("help", null, false, false);
        this.text = text;
    }

    public String text() {
        return text;
    }
}
