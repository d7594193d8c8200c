package dev.groovebox.shell.console;

import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.TerminalText;
import dev.groovebox.shell.render.HumanSize;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far each layer is: on a terminal a bar for each that moves, drawn again in its place; elsewhere a line for each
 * when nothing more moves.
 */
final class ProgressBars {
    private static final int BAR = 30;
    /** Taller than what moves at once, and lower than any terminal. */
    private static final int MOST_ROWS = 8;
    private static final String UP_AND_CLEAR = "\033[%dA\r\033[J";

    private final PrintStream err;
    private final boolean terminal;
    private final Map<String, Event.Progress> moving = new LinkedHashMap<>();
    private int drawn;

    ProgressBars(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    void show(Event.Progress progress) {
        if (terminal) {
            moving.put(progress.object(), progress);
            draw("");
        }
    }

    /** What is done stays above the bars. */
    void show(Event.ProgressDone done) {
        moving.remove(done.object());
        String line = TerminalText.escapedLine(done.object() + ": " + done.done()) + " " + HumanSize.of(done.bytes());
        if (terminal) {
            draw(line + "\n");
        } else {
            err.println(line);
        }
    }

    /** Takes the bars away: something else is to be printed. */
    void clear() {
        if (drawn > 0) {
            err.print(String.format(UP_AND_CLEAR, drawn));
            err.flush();
            drawn = 0;
        }
    }

    /** One write, so that no half of it is ever seen. */
    private void draw(String above) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(String.format(UP_AND_CLEAR, drawn));
        }
        text.append(above);
        drawn = 0;
        for (Event.Progress progress : moving.values()) {
            if (drawn < MOST_ROWS) {
                text.append(row(progress)).append('\n');
                drawn++;
            }
        }
        err.print(text);
        err.flush();
    }

    private static String row(Event.Progress progress) {
        String name = TerminalText.escapedLine(progress.object());
        String bytes = HumanSize.of(progress.bytes());
        String start = name.substring(0, Math.min(name.length(), 16)) + ": " + progress.doing() + " ";
        if (progress.total().isEmpty() || progress.total().get() <= 0) {
            return start + bytes;
        }
        long total = progress.total().get();
        int filled = (int) Math.min(BAR, progress.bytes() * BAR / total);
        String bar = "=".repeat(Math.max(0, filled - 1)) + (filled > 0 ? ">" : "") + " ".repeat(BAR - filled);
        return start + "[" + bar + "] " + bytes + "/" + HumanSize.of(total);
    }
}
