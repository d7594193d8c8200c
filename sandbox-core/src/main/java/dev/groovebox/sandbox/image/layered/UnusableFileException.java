package dev.groovebox.sandbox.image.layered;

import java.io.IOException;

/** An image has something at a path that can't be read as a file, or not safely. The image is to blame, not this machine. */
public final class UnusableFileException extends IOException {
    UnusableFileException(String path, String reason) {
        super("'" + path + "' in the image " + reason);
    }
}
