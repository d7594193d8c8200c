package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.inside.LogSegment.Piece;
import dev.groovebox.sandbox.operation.LogHearer;
import dev.groovebox.sandbox.operation.LogLine;
import dev.groovebox.sandbox.operation.LogQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads a container's log while its monitor writes it. It takes no lock and holds nobody up. */
public final class LogReader {
    /** The end of a container is no change of its log. */
    private static final Duration LOOK_FOR_THE_END = Duration.ofMillis(250);

    private final LogFolder folder;
    private final LogQuery query;
    private final LogHearer hearer;
    private final LongConsumer lost;
    private long count;
    private boolean over;

    private LogReader(LogFolder folder, LogQuery query, LogHearer hearer, LongConsumer lost) {
        this.folder = folder;
        this.query = query;
        this.hearer = hearer;
        this.lost = lost;
    }

    /** Whether the container may still write. */
    public interface Liveness {
        boolean lives() throws IOException;
    }

    /**
     * Answers how many lines were handed over.
     *
     * @param lost hears, between two lines, how many files the monitor has deleted that were to be read
     */
    public static long read(Path log, LogQuery query, LogHearer hearer, LongConsumer lost, Liveness container)
            throws IOException, InterruptedException {
        return new LogReader(new LogFolder(log), query, hearer, lost).read(container, log);
    }

    private long read(Liveness container, Path log) throws IOException, InterruptedException {
        LineAssembly lines = new LineAssembly(this::hand);
        LongConsumer gap = files -> {
            lines.finish(); // what follows it is no part of the same line
            hearer.caughtUp();
            lost.accept(files);
        };
        try (LogCursor cursor = query.tail().isPresent()
                        ? LogCursor.beforeEnd(folder, query.tail().getAsLong(), gap)
                        : LogCursor.atBegin(folder, gap);
                FolderWatch watch = FolderWatch.of(log, query.follow())) {
            readWhatIsThere(cursor, lines);
            while (query.follow() && !over) {
                boolean lives = container.lives(); // asked first: what was written before the end is read after it
                drain(cursor, lines);
                hearer.caughtUp();
                if (!lives || query.until().filter(end -> Instant.now().isAfter(end)).isPresent()) {
                    break;
                }
                watch.await(LOOK_FOR_THE_END);
            }
            lines.finish();
            hearer.caughtUp();
            return count;
        }
    }

    /**
     * Up to the end as it is now, which a container that writes without pause moves on all the time. Of a tail only the last
     * lines, of which it is known there which they are.
     */
    private void readWhatIsThere(LogCursor cursor, LineAssembly lines) throws IOException {
        LogFolder.Place end = folder.end();
        if (query.tail().isEmpty()) {
            for (Optional<Piece> piece = cursor.nextBefore(end); piece.isPresent() && !over; piece = cursor.nextBefore(end)) {
                lines.add(piece.get());
            }
            return;
        }
        long most = query.tail().getAsLong();
        Deque<LogLine> last = new ArrayDeque<>();
        LineAssembly all = new LineAssembly(line -> {
            last.add(line);
            if (last.size() > most) {
                last.remove();
            }
        });
        for (Optional<Piece> piece = cursor.nextBefore(end); piece.isPresent(); piece = cursor.nextBefore(end)) {
            all.add(piece.get());
        }
        all.finish();
        last.forEach(this::hand);
    }

    private void drain(LogCursor cursor, LineAssembly lines) throws IOException {
        for (Optional<Piece> piece = cursor.next(); piece.isPresent() && !over; piece = cursor.next()) {
            lines.add(piece.get());
        }
    }

    private void hand(LogLine line) {
        if (query.until().filter(end -> line.time().isAfter(end)).isPresent()) {
            over = true;
        } else if (query.since().filter(begin -> line.time().isBefore(begin)).isEmpty()) {
            count++;
            hearer.line(line);
        }
    }
}
