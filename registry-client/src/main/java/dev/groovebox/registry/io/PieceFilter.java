package dev.groovebox.registry.io;

import java.io.IOException;
import java.io.InputStream;

/**
 * A {@link PieceInput} over another input, which it closes. What is skipped is read, and so seen by whoever filters:
 * {@link java.io.FilterInputStream} hands a skip on, past it.
 */
public abstract class PieceFilter extends PieceInput {
    protected final InputStream in;

    protected PieceFilter(InputStream in) {
        this.in = in;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
