package dev.groovebox.registry.auth;

import java.io.IOException;

/** The token server does not know the user, or does not let them do this. */
public final class TokenDeniedException extends IOException {
    private final int status;

    TokenDeniedException(String request, int status) {
        super(request + " was answered " + status);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
