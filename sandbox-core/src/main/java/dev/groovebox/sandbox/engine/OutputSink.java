package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.event.OutputStreamName;
import dev.groovebox.sandbox.operation.Stdio;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Where one of a sandbox's output streams goes. */
abstract sealed class OutputSink {
    /** So much of each stream is kept for the result; a program that writes without end must not take our memory. */
    private static final int MOST_KEPT = 64 << 20;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    static OutputSink of(Stdio stdio, OutputStreamName name) {
        if (stdio instanceof Stdio.Streams streams) {
            return new Copying(name == OutputStreamName.STDOUT ? streams.out() : streams.err());
        }
        if (stdio instanceof Stdio.Lines lines) {
            return new ByLine(line -> lines.consumer().accept(name, line));
        }
        return new Keeping();
    }

    /** Reads the stream to its end. */
    abstract Object drain(InputStream stream) throws IOException;

    final String kept() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    final boolean truncated() {
        return truncated;
    }

    final void keep(byte[] bytes, int length) {
        int room = Math.min(length, MOST_KEPT - kept.size());
        kept.write(bytes, 0, room);
        truncated |= room < length;
    }

    static final class Keeping extends OutputSink {
        @Override
        Object drain(InputStream stream) throws IOException {
            byte[] buffer = new byte[8192];
            for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
                keep(buffer, got);
            }
            return this;
        }
    }

    static final class Copying extends OutputSink {
        private final OutputStream target;

        Copying(OutputStream target) {
            this.target = target;
        }

        @Override
        Object drain(InputStream stream) throws IOException {
            byte[] buffer = new byte[8192];
            for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
                target.write(buffer, 0, got);
                target.flush();
            }
            return this;
        }
    }

    static final class ByLine extends OutputSink {
        private final Consumer<String> consumer;

        ByLine(Consumer<String> consumer) {
            this.consumer = consumer;
        }

        @Override
        Object drain(InputStream stream) throws IOException {
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
                keep(bytes, bytes.length);
                consumer.accept(line);
            }
            return this;
        }
    }
}
