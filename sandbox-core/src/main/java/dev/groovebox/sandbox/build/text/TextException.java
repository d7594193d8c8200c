package dev.groovebox.sandbox.build.text;

/** A text with variables can't be read or expanded. The message says why, without saying where. */
public final class TextException extends RuntimeException {
    public TextException(String message) {
        super(message);
    }
}
