package dev.groovebox.sandbox.image.host;

import java.io.IOException;

/** A file begins as an ELF file does, and goes on as none can. */
final class DamagedElfException extends IOException {
    DamagedElfException(String message) {
        super(message);
    }
}
