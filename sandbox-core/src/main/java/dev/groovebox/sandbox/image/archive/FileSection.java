package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.io.PieceInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of an open file, read by position, so that several can be read at once. Skipping reads nothing. */
final class FileSection extends PieceInput {
    private final FileChannel channel;
    private final long end;
    private long at;

    FileSection(FileChannel channel, long offset, long size) {
        this.channel = channel;
        this.at = offset;
        this.end = offset + size;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (at >= end) {
            return -1;
        }
        int count = channel.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, end - at)), at);
        at += Math.max(0, count);
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - at));
        at += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - at);
    }
}
