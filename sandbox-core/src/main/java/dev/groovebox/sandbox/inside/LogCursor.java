package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.inside.LogSegment.Piece;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Goes through a log piece by piece, across its files. */
final class LogCursor implements AutoCloseable {
    private final LogFolder folder;
    private final LongConsumer lost;
    private Optional<LogSegment> segment = Optional.empty();
    private long last;
    private long position;

    private LogCursor(LogFolder folder, LongConsumer lost) {
        this.folder = folder;
        this.lost = lost;
    }

    /** @param lost hears how many files were deleted between two that are read */
    static LogCursor atBegin(LogFolder folder, LongConsumer lost) {
        return new LogCursor(folder, lost);
    }

    /** So far before the end that at least so many lines follow, and two more that may be parts of lines. */
    static LogCursor beforeEnd(LogFolder folder, long lines, LongConsumer lost) throws IOException {
        LogCursor cursor = new LogCursor(folder, lost);
        List<Long> numbers = folder.numbers();
        long ends = 0;
        for (int i = numbers.size() - 1; i >= 0 && ends < lines + 2; i--) {
            Optional<LogSegment> found = folder.open(numbers.get(i));
            if (found.isEmpty()) {
                break; // what is older has gone, too
            }
            cursor.take(found.get());
            cursor.position = found.get().size();
            for (Optional<Long> begin = found.get().before(cursor.position); begin.isPresent() && ends < lines + 2;
                    begin = found.get().before(cursor.position)) {
                cursor.position = begin.get();
                ends += lineEnds(found.get().at(cursor.position).orElseThrow().bytes());
            }
        }
        return cursor;
    }

    private static long lineEnds(byte[] bytes) {
        long ends = 0;
        for (byte b : bytes) {
            ends += b == '\n' ? 1 : 0;
        }
        return ends;
    }

    private void take(LogSegment next) throws IOException {
        close();
        segment = Optional.of(next);
        last = next.number();
        position = 0;
    }

    /** Empty when there is no more, yet. */
    Optional<Piece> next() throws IOException {
        while (true) {
            Optional<Piece> piece = here();
            if (piece.isPresent()) {
                return piece;
            }
            Optional<LogSegment> following = folder.openAfter(last);
            if (following.isEmpty()) {
                return Optional.empty();
            }
            // The next file is begun when this one is complete: what was written between the two looks is here now.
            piece = here();
            if (piece.isPresent()) {
                following.get().close();
                return piece;
            }
            long missing = following.get().number() - last - 1;
            if (segment.isPresent() && missing > 0) {
                lost.accept(missing);
            }
            take(following.get());
        }
    }

    /** The same, and empty when that place is reached. */
    Optional<Piece> nextBefore(LogFolder.Place end) throws IOException {
        return segment.isPresent() && end.isReached(last, position) ? Optional.empty() : next();
    }

    private Optional<Piece> here() throws IOException {
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        Optional<Piece> piece = segment.get().at(position);
        piece.ifPresent(found -> position = found.next());
        return piece;
    }

    @Override
    public void close() throws IOException {
        if (segment.isPresent()) {
            segment.get().close();
        }
    }
}
