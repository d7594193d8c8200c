package dev.groovebox.sandbox.engine;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * The end of a pipe that we read from. Processes that a program has left behind may hold the other one for ever, so this
 * one can be made to end with what is in the pipe.
 */
final class OutputPipe extends InputStream {
    private final FileInputStream stream;
    /** Read through its channel: a blocked read ends when that is closed, as the stream's own would not. */
    private final FileChannel channel;

    private boolean reading;
    private boolean ending;
    private int left;

    OutputPipe(String path) throws IOException {
        this.stream = new FileInputStream(path);
        this.channel = stream.getChannel();
    }

    /** Nobody waits any more for what others may write; what is there by now is still read. */
    synchronized void endWithWhatIsThere() throws IOException {
        ending = true;
        left = stream.available();
        if (reading && left == 0) {
            channel.close();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int most = begin(length);
        if (most == 0) {
            return -1;
        }
        try {
            return channel.read(ByteBuffer.wrap(bytes, offset, most));
        } catch (ClosedChannelException ended) {
            return -1;
        } finally {
            end();
        }
    }

    /** Answers how much may be read without waiting for ever; 0 at the end. */
    private synchronized int begin(int length) throws IOException {
        int most = length;
        if (ending) {
            most = left == 0 ? 0 : Math.min(Math.min(length, left), stream.available());
            left -= most;
        }
        reading = most > 0;
        return most;
    }

    private synchronized void end() {
        reading = false;
    }

    @Override
    public int available() throws IOException {
        return stream.available();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
