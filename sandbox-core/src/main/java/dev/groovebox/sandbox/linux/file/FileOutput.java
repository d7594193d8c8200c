package dev.groovebox.sandbox.linux.file;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes to a new file, which its caller closes. What is written as blocks of zeros becomes holes, whether its maker knew
 * of them or not: they take neither the disk's room nor its time.
 */
public final class FileOutput extends OutputStream {
    private static final int SMALLEST_HOLE = 4096;
    private static final byte[] ZEROS = new byte[1 << 16];

    private final FileCalls calls;
    private final OpenFile file;
    private long size;
    private boolean endsInHole;

    public FileOutput(FileCalls calls, OpenFile file) {
        this.calls = calls;
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        endsInHole = length >= SMALLEST_HOLE && isZero(buffer, offset, length);
        if (endsInHole) {
            calls.skip(file, length);
        } else {
            calls.write(file, offset == 0 ? buffer : Arrays.copyOfRange(buffer, offset, offset + length), length);
        }
        size += length;
    }

    private static boolean isZero(byte[] buffer, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; at += ZEROS.length) {
            int count = Math.min(ZEROS.length, end - at);
            if (!Arrays.equals(buffer, at, at + count, ZEROS, 0, count)) {
                return false;
            }
        }
        return true;
    }

    /** Gives the file the length of all that was written: a hole at its end is nothing yet. */
    @Override
    public void close() throws IOException {
        if (endsInHole) {
            calls.changeSize(file, size);
            endsInHole = false;
        }
    }
}
