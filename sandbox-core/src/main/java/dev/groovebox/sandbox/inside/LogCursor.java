package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.inside.LogSegment.Piece;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Goes through a log piece by piece, across its files. */
final class LogCursor implements AutoCloseable {
    private final LogFolder folder;
    private Optional<LogSegment> segment = Optional.empty();
    private long last;
    private long position;

    private LogCursor(LogFolder folder) {
        this.folder = folder;
    }

    static LogCursor atBegin(LogFolder folder) {
        return new LogCursor(folder);
    }

    /** So far before the end that at least so many lines follow, and two more that may be parts of lines. */
    static LogCursor beforeEnd(LogFolder folder, long lines) throws IOException {
        LogCursor cursor = new LogCursor(folder);
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
            take(following.get());
        }
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
