package dev.groovebox.registry.transport.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;

/** A write to a socket has no time limit of its own: whoever does not read would hold us for ever. */
final class WriteWatch implements AutoCloseable {
    private final Socket socket;
    private final Duration idle;
    private final Set<WriteWatch> watched;
    private volatile long lastMoved = System.nanoTime();
    private volatile boolean stalled;

    WriteWatch(Socket socket, Duration idle, Set<WriteWatch> watched) {
        this.socket = socket;
        this.idle = idle;
        this.watched = watched;
    }

    OutputStream through(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
                lastMoved = System.nanoTime();
            }
        };
    }

    boolean stalled() {
        return stalled;
    }

    /** Ends the connection when nothing has moved for too long. */
    void check(long now) {
        if (now - lastMoved > idle.toNanos()) {
            stalled = true;
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed all the same; the writer hears of the stall.
            }
        }
    }

    @Override
    public void close() {
        watched.remove(this);
    }
}
