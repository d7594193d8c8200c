package dev.groovebox.sandbox.image;

import dev.groovebox.registry.io.PieceFilter;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells how many bytes of a layer have come, a few times a second, and lets no more come when the intake has ended. */
final class IntakeProgress extends PieceFilter {
    private static final long INTERVAL_NANOS = 100_000_000;

    private final String name;
    private final String doing;
    private final Optional<Long> total;
    private final EventSink events;
    private final AtomicBoolean ended;
    private long bytes;
    private long told = System.nanoTime();

    IntakeProgress(
            InputStream in, String name, String doing, Optional<Long> total, EventSink events, AtomicBoolean ended) {
        super(in);
        this.name = name;
        this.doing = doing;
        this.total = total;
        this.events = events;
        this.ended = ended;
        events.accept(new Event.Progress(name, doing, 0, total));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended.get()) {
            throw new InterruptedIOException("another layer has failed");
        }
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            bytes += count;
            tell();
        }
        return count;
    }

    private void tell() {
        long now = System.nanoTime();
        if (now - told >= INTERVAL_NANOS) {
            told = now;
            events.accept(new Event.Progress(name, doing, bytes, total));
        }
    }
}
