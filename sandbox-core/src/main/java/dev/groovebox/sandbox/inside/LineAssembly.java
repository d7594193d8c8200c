package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.event.OutputStreamName;
import dev.groovebox.sandbox.inside.LogSegment.Piece;
import dev.groovebox.sandbox.operation.LogLine;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Makes lines of the pieces of two streams, which are interleaved as they were read. */
final class LineAssembly {
    /** A longer line is handed over in parts, as docker does. */
    private static final int MOST = 16 << 10;

    private final Consumer<LogLine> lines;
    private final Map<OutputStreamName, Line> open = new EnumMap<>(OutputStreamName.class);

    private static final class Line {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long nanos;
    }

    LineAssembly(Consumer<LogLine> lines) {
        this.lines = lines;
    }

    void add(Piece piece) {
        Line line = open.computeIfAbsent(piece.stream(), name -> new Line());
        int from = 0;
        for (int i = 0; i < piece.bytes().length; i++) {
            if (piece.bytes()[i] == '\n' || line.bytes.size() + i - from + 1 >= MOST) {
                append(line, piece, from, i + 1);
                from = i + 1;
                flush(piece.stream(), line);
            }
        }
        append(line, piece, from, piece.bytes().length);
    }

    private static void append(Line line, Piece piece, int from, int to) {
        if (line.bytes.size() == 0) {
            line.nanos = piece.nanos();
        }
        line.bytes.write(piece.bytes(), from, to - from);
    }

    private void flush(OutputStreamName stream, Line line) {
        if (line.bytes.size() > 0) {
            Instant time = Instant.ofEpochSecond(line.nanos / 1_000_000_000, line.nanos % 1_000_000_000);
            lines.accept(new LogLine(stream, time, line.bytes.toByteArray()));
            line.bytes.reset();
        }
    }

    /** What has no end is handed over too: nothing follows. */
    void finish() {
        open.forEach(this::flush);
    }
}
