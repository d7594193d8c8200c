package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.event.OutputStreamName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A line that a container has written.
 *
 * @param time when its first byte came
 * @param bytes with the line end, if it has one: the last line of a program, or a part of an endless one, has none
 */
public record LogLine(OutputStreamName stream, Instant time, byte[] bytes) {
    /** Without the line end. */
    public String text() {
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
