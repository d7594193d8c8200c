package dev.groovebox.sandbox.linux.file;

import dev.groovebox.registry.io.PieceInput;
import java.io.IOException;

/** Reads an open file, and closes it at the end. */
public final class FileInput extends PieceInput {
    private final FileCalls calls;
    private final OpenFile file;
    private final byte[] buffer = new byte[1 << 16];

    public FileInput(FileCalls calls, OpenFile file) {
        this.calls = calls;
        this.file = file;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (offset == 0) {
            return calls.read(file, target, length);
        }
        int count = calls.read(file, buffer, Math.min(length, buffer.length));
        if (count > 0) {
            System.arraycopy(buffer, 0, target, offset, count);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
