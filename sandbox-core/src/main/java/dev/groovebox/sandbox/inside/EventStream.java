package dev.groovebox.sandbox.inside;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.sandbox.operation.EventQuery;
import dev.groovebox.sandbox.operation.SystemEvent;
import dev.groovebox.sandbox.storage.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads an engine's events while others write them, and takes no lock. Every file that is there is kept open and looked at
 * again each time: a writer may be late, and a file that is deleted can still be read to its end.
 */
public final class EventStream implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Path folder;
    private final EventQuery query;
    private final NavigableMap<Long, EventFile> files = new TreeMap<>();

    private EventStream(Path folder, EventQuery query) {
        this.folder = folder;
        this.query = query;
    }

    /** Hands over what the query asks for, also what is yet to come, until it wants no more; answers how many that were. */
    public static long read(Path folder, EventQuery query, Predicate<SystemEvent> consumer)
            throws IOException, InterruptedException {
        try (EventStream stream = new EventStream(folder, query);
                FolderWatch watch = FolderWatch.of(folder, true)) {
            return stream.read(watch, consumer);
        }
    }

    private long read(FolderWatch watch, Predicate<SystemEvent> consumer) throws IOException, InterruptedException {
        Instant from = query.from();
        long count = 0;
        while (true) {
            // Asked first: what was written before the end is read after it.
            boolean over = query.until().filter(end -> !Instant.now().isBefore(end)).isPresent();
            for (SystemEvent event : news()) {
                if (!event.time().isBefore(from)
                        && query.until().filter(end -> event.time().isAfter(end)).isEmpty()
                        && query.filter().takes(event)) {
                    count++;
                    if (!consumer.test(event)) {
                        return count;
                    }
                }
            }
            if (over) {
                return count;
            }
            watch.await(LOOK_AGAIN);
        }
    }

    private List<SystemEvent> news() throws IOException {
        SortedSet<Long> present = EventLog.numbers(folder);
        for (long number : present) {
            open(number);
        }
        List<SystemEvent> news = new ArrayList<>();
        // The newest first: what the writer of a line that is found there wrote before it, late into an older file, is found
        // in the same pass.
        for (EventFile file : files.descendingMap().values()) {
            List<SystemEvent> older = new ArrayList<>();
            file.readTo(older);
            news.addAll(0, older);
        }
        for (long number : List.copyOf(files.keySet())) {
            if (!present.contains(number)) {
                files.remove(number).close();
            }
        }
        news.sort(Comparator.comparing(SystemEvent::time));
        return news;
    }

    private void open(long number) throws IOException {
        if (!files.containsKey(number)) {
            try {
                files.put(number, new EventFile(folder.resolve(Long.toString(number))));
            } catch (NoSuchFileException deleted) {
                // Just now, as the oldest.
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (EventFile file : files.values()) {
            file.close();
        }
    }

    private static final class EventFile {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        EventFile(Path path) throws IOException {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }

        /** Whole lines only; the rest is kept until the next time. */
        void readTo(List<SystemEvent> events) throws IOException {
            while (channel.read(buffer.clear()) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next != '\n') {
                        line.write(next);
                    } else {
                        add(events);
                        line.reset();
                    }
                }
            }
        }

        private void add(List<SystemEvent> events) {
            try {
                events.add(SystemEvent.ofLine(line.toByteArray()));
            } catch (JsonException cutShort) {
                // The disk was full when it was written: the next one begins on the next line.
            }
        }

        void close() throws IOException {
            channel.close();
        }
    }
}
