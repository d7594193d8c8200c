package dev.groovebox.shell.console;

import java.io.IOException;

/** Standard output can't be written. */
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutputException(IOException cause) {
        super(cause);
    }
}
