package dev.groovebox.sandbox.image.layer;

import dev.groovebox.registry.io.PieceInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads a stream in a thread of its own, some buffers ahead of its reader, so that two processors share the work.
 * What the thread did is done when this one has answered the end.
 */
public final class ReadAhead extends PieceInput {
    private static final int CHUNK = 1 << 17;
    private static final int AHEAD = 8;

    private final InputStream source;
    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(AHEAD);
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(AHEAD + 1);
    private final Thread thread;
    private Chunk current = new Chunk(new byte[0], 0, null);
    private int at;

    /** @param failure ends the stream, as does a length of -1; null for none */
    private record Chunk(byte[] bytes, int length, Throwable failure) {
        boolean isLast() {
            return length < 0 || failure != null;
        }
    }

    public ReadAhead(InputStream source) {
        this.source = source;
        for (int i = 0; i < AHEAD; i++) {
            empty.add(new byte[CHUNK]);
        }
        thread = new Thread(this::pump, "read-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private void pump() {
        try {
            Chunk chunk;
            do {
                chunk = readChunk(empty.take());
                full.put(chunk);
            } while (!chunk.isLast());
        } catch (InterruptedException closed) {
            // The reader wants no more.
        }
    }

    private Chunk readChunk(byte[] buffer) {
        try {
            int length = source.readNBytes(buffer, 0, buffer.length);
            return new Chunk(buffer, length == 0 ? -1 : length, null);
        } catch (IOException | RuntimeException | Error e) {
            return new Chunk(buffer, 0, e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (at >= current.length() && !advance()) {
            return -1;
        }
        int count = Math.min(length, current.length() - at);
        System.arraycopy(current.bytes(), at, target, offset, count);
        at += count;
        return count;
    }

    private boolean advance() throws IOException {
        try {
            if (!current.isLast()) {
                if (current.bytes().length > 0) {
                    empty.put(current.bytes());
                }
                current = full.take();
                at = 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (current.failure() instanceof IOException e) {
            throw e;
        }
        if (current.failure() instanceof RuntimeException e) {
            throw e;
        }
        if (current.failure() != null) {
            throw new IllegalStateException(current.failure());
        }
        return current.length() > 0;
    }

    /** Closes the source first: that ends a read that waits. */
    @Override
    public void close() throws IOException {
        try {
            source.close();
        } finally {
            thread.interrupt();
            join();
        }
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
