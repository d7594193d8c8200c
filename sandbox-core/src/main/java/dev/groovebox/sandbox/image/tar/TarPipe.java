package dev.groovebox.sandbox.image.tar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** An archive that is written on one thread while it is read on another, and lies nowhere. */
public final class TarPipe {
    private static final int PIPE = 1 << 18;

    private TarPipe() {}

    /** Writes an archive. */
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Reads one. */
    public interface Reading<R> {
        R from(InputStream in) throws IOException;
    }

    /** What {@code reading} answers; the failure of either side, of both the one that caused the other. */
    public static <R> R through(ExecutorService threads, Writing writing, Reading<R> reading)
            throws IOException, InterruptedException {
        PipedInputStream in = new PipedInputStream(PIPE);
        PipedOutputStream out = new PipedOutputStream(in);
        Future<?> written = threads.submit(() -> {
            try (out) {
                writing.to(out);
            }
            return null;
        });
        IOException failed = null;
        R answer = null;
        try (in) {
            answer = reading.from(in);
            in.transferTo(OutputStream.nullOutputStream()); // what pads the archive's end
        } catch (IOException e) {
            failed = e;
        }
        try {
            written.get();
        } catch (ExecutionException e) {
            // When writing failed, the archive ends too early: that is the cause, and the other its consequence.
            if (failed == null || !String.valueOf(e.getCause().getMessage()).contains("Pipe closed")) {
                throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
            }
        }
        if (failed != null) {
            throw failed;
        }
        return answer;
    }
}
