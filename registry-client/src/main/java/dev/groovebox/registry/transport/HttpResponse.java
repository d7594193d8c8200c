package dev.groovebox.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * An answer whose body is read by whoever has it, and who closes it.
 *
 * @param uri where it came from, after redirects
 */
public record HttpResponse(URI uri, int status, Headers headers, InputStream body) implements AutoCloseable {
    /** Of a body that is read whole: tokens and errors. */
    public static final int MOST_SMALL_BYTES = 1 << 20;

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The whole body. @throws IOException when it has more bytes than that */
    public byte[] read(int most) throws IOException {
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new AnswerTooLargeException(most);
        }
        return bytes;
    }

    public byte[] readSmall() throws IOException {
        return read(MOST_SMALL_BYTES);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
