package dev.groovebox.sandbox.linux.file;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Writes to an open file, which its caller closes. */
public final class FileOutput extends OutputStream {
    private final FileCalls calls;
    private final OpenFile file;

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
        calls.write(file, offset == 0 ? buffer : Arrays.copyOfRange(buffer, offset, offset + length), length);
    }
}
