package dev.groovebox.registry.transport;

import java.io.IOException;

/** We do not do what an answer asks for, such as a redirect to another kind of address. Asking again does not help. */
public final class RefusedException extends IOException {
    public RefusedException(String message) {
        super(message);
    }
}
