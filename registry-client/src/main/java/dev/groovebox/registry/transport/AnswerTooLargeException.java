package dev.groovebox.registry.transport;

import java.io.IOException;

/** Asking again would bring the same. */
public final class AnswerTooLargeException extends IOException {
    public AnswerTooLargeException(long most) {
        super("the answer is larger than " + most + " bytes");
    }
}
