package dev.groovebox.registry.transport.http;

import java.io.IOException;

/** What a request was to carry is not what it said. */
final class UnreadableBodyException extends IOException {
    UnreadableBodyException(String message) {
        super(message);
    }
}
