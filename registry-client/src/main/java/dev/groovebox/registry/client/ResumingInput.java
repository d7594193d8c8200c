package dev.groovebox.registry.client;

import dev.groovebox.registry.endpoint.EndpointCaller;
import dev.groovebox.registry.endpoint.FetchBlob;
import dev.groovebox.registry.io.PieceInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * A blob's bytes from an offset on. When the connection breaks, the rest is asked for; whoever reads does not notice,
 * and hashes what came in all.
 */
final class ResumingInput extends PieceInput {
    private static final int TRIES = 5;

    private final String asked;
    private final Opener opener;
    private final long size;
    private InputStream current;
    private long at;
    private int failures;

    /** Opens the blob at an offset, or at the beginning when the registry can't. */
    interface Opener {
        FetchBlob.Part open(long from) throws IOException;
    }

    /** @param asked registry and blob, for messages */
    ResumingInput(String asked, Opener opener, long from, long size) throws IOException {
        this.asked = asked;
        this.opener = opener;
        this.at = from;
        this.size = size;
        this.current = openAt();
    }

    private InputStream openAt() throws IOException {
        FetchBlob.Part part = opener.open(at);
        if (part.from() > at || part.from() < 0) {
            part.close();
            part = opener.open(0);
        }
        try {
            part.content().skipNBytes(at - part.from());
        } catch (IOException e) {
            part.close();
            throw e;
        }
        return part.content();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            try {
                int count = current.read(buffer, offset, length);
                if (count >= 0) {
                    at += count;
                    failures = count > 0 ? 0 : failures;
                    return count;
                }
                if (at >= size) {
                    return -1;
                }
                throw new IOException("the body ended after " + at + " bytes of " + size);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                resume(e);
            }
        }
    }

    /** Failures count until bytes move again. */
    private void resume(IOException cause) throws IOException {
        current.close();
        failures++;
        if (failures >= TRIES || Thread.currentThread().isInterrupted()) {
            throw EndpointCaller.failure(asked, cause);
        }
        current = openAt();
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
