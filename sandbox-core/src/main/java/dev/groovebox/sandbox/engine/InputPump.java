package dev.groovebox.sandbox.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Moves the caller's input into a sandbox. */
final class InputPump {
    private InputPump() {}

    static void move(InputStream from, OutputStream to) {
        byte[] buffer = new byte[8192];
        try (to) {
            for (int got = from.read(buffer); got >= 0; got = from.read(buffer)) {
                to.write(buffer, 0, got);
            }
        } catch (IOException e) {
            // The program reads no more (EPIPE), or the caller's input has gone: both are the end of the input.
        }
    }
}
