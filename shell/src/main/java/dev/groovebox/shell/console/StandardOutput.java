package dev.groovebox.shell.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A stream for text that remembers why it could not be written, which a PrintStream alone forgets: a full disk must be told. */
public final class StandardOutput extends PrintStream {
    private final Remembering target;

    public StandardOutput(OutputStream target) {
        this(new Remembering(target));
    }

    private StandardOutput(Remembering target) {
        super(target, true, StandardCharsets.UTF_8);
        this.target = target;
    }

    /** The same for a payload of bytes: what can't be written is an exception there. */
    public OutputStream bytes() {
        return target;
    }

    public Optional<IOException> failure() {
        return target.failure;
    }

    /** @throws OutputException when something could not be written: there is no use in going on */
    public void requireWritten() {
        failure().ifPresent(failure -> {
            throw new OutputException(failure);
        });
    }

    private static final class Remembering extends OutputStream {
        private final OutputStream target;
        private volatile Optional<IOException> failure = Optional.empty();

        Remembering(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                target.write(bytes, offset, length);
            } catch (IOException e) {
                failure = Optional.of(e);
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }
    }
}
