package dev.groovebox.registry.client;

import dev.groovebox.registry.transport.RequestBody;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Some bytes of a blob as a request's body. */
record BlobPart(BlobContent content, long from, long length, LongConsumer sent) implements RequestBody {
    private static final int BUFFER = 1 << 16;

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = content.open(from)) {
            long left = length;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("the blob ended " + left + " bytes early");
                }
                out.write(buffer, 0, count);
                left -= count;
                sent.accept(from + length - left);
            }
        }
    }
}
