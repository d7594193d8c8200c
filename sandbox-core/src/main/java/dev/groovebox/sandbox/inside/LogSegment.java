package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.event.OutputStreamName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One file of a log, in the format of log.h. It may be written meanwhile, and deleted: what is open can still be read.
 * A record that was cut short is none, yet.
 */
final class LogSegment implements AutoCloseable {
    private static final int HEAD = 16;
    private static final int TAIL = 4;
    /** The monitor's pieces are much smaller; what is larger is no record of its. */
    private static final int MOST = 1 << 20;

    private static final int ERROR_STREAM = 2;

    private final FileChannel channel;
    private final long number;

    private LogSegment(FileChannel channel, long number) {
        this.channel = channel;
        this.number = number;
    }

    static LogSegment open(Path file) throws IOException {
        return new LogSegment(
                FileChannel.open(file, StandardOpenOption.READ), Long.parseLong(file.getFileName().toString()));
    }

    /**
     * A piece of output as the monitor read it, which knows nothing of lines.
     *
     * @param nanos since 1970
     * @param next where the next record begins
     */
    record Piece(OutputStreamName stream, long nanos, byte[] bytes, long next) {}

    long number() {
        return number;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** The record at that place; empty when there is no whole one. */
    Optional<Piece> at(long position) throws IOException {
        Optional<ByteBuffer> head = read(position, HEAD);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        int size = head.get().getInt();
        byte stream = head.get().get();
        if (size < 0 || size > MOST) {
            return Optional.empty();
        }
        long nanos = head.get().getLong(8);
        Optional<ByteBuffer> body = read(position + HEAD, size + TAIL);
        if (body.isEmpty() || body.get().getInt(size) != size) {
            return Optional.empty();
        }
        byte[] bytes = new byte[size];
        body.get().get(bytes);
        return Optional.of(new Piece(
                stream == ERROR_STREAM ? OutputStreamName.STDERR : OutputStreamName.STDOUT,
                nanos,
                bytes,
                position + HEAD + size + TAIL));
    }

    /** Where the record begins that ends there; empty when none does. */
    Optional<Long> before(long end) throws IOException {
        Optional<ByteBuffer> tail = end < HEAD + TAIL ? Optional.empty() : read(end - TAIL, TAIL);
        if (tail.isEmpty()) {
            return Optional.empty();
        }
        int size = tail.get().getInt();
        long begin = end - TAIL - size - HEAD;
        return size < 0 || size > MOST || begin < 0 || at(begin).isEmpty() ? Optional.empty() : Optional.of(begin);
    }

    private Optional<ByteBuffer> read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                return Optional.empty();
            }
        }
        buffer.flip();
        return Optional.of(buffer);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
