package dev.groovebox.registry.transport.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Holds a body to the length that its request's head has told. */
final class CountedOutput extends FilterOutputStream {
    private long left;

    CountedOutput(OutputStream out, long length) {
        super(out);
        this.left = length;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        left -= length;
        if (left < 0) {
            throw new UnreadableBodyException("the content to be sent grew while it was sent");
        }
        out.write(buffer, offset, length);
    }

    void finish() throws IOException {
        if (left != 0) {
            throw new UnreadableBodyException("the content to be sent ended " + left + " bytes early");
        }
    }
}
