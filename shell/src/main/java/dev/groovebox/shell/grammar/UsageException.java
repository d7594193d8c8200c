package dev.groovebox.shell.grammar;

/** A command line that can't be meant. The message is the whole line for the user. */
public class UsageException extends RuntimeException {
    public UsageException(String message) {
        super(message);
    }
}
