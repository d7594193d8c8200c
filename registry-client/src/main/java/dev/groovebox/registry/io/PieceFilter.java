package dev.groovebox.registry.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A {@link PieceInput} over another input, which it closes. */
public abstract class PieceFilter extends FilterInputStream {
    protected PieceFilter(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
