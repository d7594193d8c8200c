package dev.groovebox.registry.transport.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the lines of a head, and no byte that follows it; a head of more than 64 KiB is refused. */
final class HeadReader {
    private static final int MOST_BYTES = 1 << 16;

    private final InputStream in;
    private int bytes;

    /** @param in buffered, or read byte by byte */
    HeadReader(InputStream in) {
        this.in = in;
    }

    /** Without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException(bytes == 0 ? "the connection was closed before the answer" : "the answer's head is cut off");
            }
            if (++bytes > MOST_BYTES) {
                throw new IOException("the answer's head has more than " + MOST_BYTES + " bytes");
            }
            line.append((char) c);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    /** Whether anything has come. */
    boolean hasBegun() {
        return bytes > 0;
    }
}
