package dev.groovebox.sandbox.linux.file;

import java.io.IOException;

/** An open file descriptor of ours, closed on exec. Closing it twice does nothing the second time. */
public interface OpenFile extends AutoCloseable {
    int number();

    @Override
    void close() throws IOException;
}
