package dev.groovebox.shell.console;

import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.TerminalText;
import dev.groovebox.shell.render.HumanDuration;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * On a terminal: one line for each step that is under way, with its time, drawn again in its place; above stays what has
 * ended, and each step's output under the step's line.
 */
final class LiveSteps implements StepProgress {
    /** A row that a narrow terminal wrapped could not be drawn again in its place. */
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";
    private static final String UP_AND_CLEAR = "\033[%dA\r\033[J";
    private static final int DEFAULT_WIDTH = 80;
    private static final int ROOM_FOR_TIME = 12;
    private static final int MOST_ROWS = 8;
    private static final long TICK_MILLIS = 1000;

    private final PrintStream err;
    private final int width;
    private final Map<Integer, Running> running = new LinkedHashMap<>();
    private final Map<Integer, String> told = new HashMap<>();
    private int last;
    private int drawn;
    private boolean ticking;
    /** The number of the failed step whose shell has the terminal; 0: none. */
    private int shellOf;

    private record Running(String line, long begun) {}

    /** @param width of the terminal in columns */
    LiveSteps(PrintStream err, int width) {
        this.err = err;
        this.width = width > 0 ? width : DEFAULT_WIDTH;
    }

    @Override
    public synchronized void show(Event.StepStarted step) {
        running.put(step.number(), new Running(StepText.line(step), System.nanoTime()));
        draw("");
        tick();
    }

    @Override
    public synchronized void show(Event.StepExplained step) {
        draw(heading(step.number()) + StepText.explanation(step) + "\n");
    }

    @Override
    public synchronized void show(Event.StepOutput output) {
        draw(heading(output.number()) + "  | " + TerminalText.escapedLine(output.line()) + "\n");
    }

    /** The terminal is the shell's: nothing is drawn into it that nobody there has printed. */
    @Override
    public synchronized void show(Event.ShellOpened shell) {
        shellOf = shell.number();
        draw(heading(shell.number()) + StepText.shell(shell) + "\n");
    }

    /** The step's line where others' lines stand above, so that it is seen whose lines follow. */
    private String heading(int step) {
        Running of = running.get(step);
        boolean again = told.containsKey(step);
        String line = again ? told.get(step).substring(0, told.get(step).indexOf(']') + 1) + " ..." : of == null ? "" : of.line();
        boolean needed = last != step && !line.isEmpty();
        if (!line.isEmpty()) {
            told.putIfAbsent(step, line);
        }
        last = step;
        return needed ? line + "\n" : "";
    }

    @Override
    public synchronized void show(Event.StepFinished step) {
        String ending = StepText.ending(step);
        if (!told.containsKey(step.number())) {
            Running of = running.remove(step.number());
            last = step.number();
            draw(of == null ? "" : of.line() + ending + "\n");
            return;
        }
        // What was explained has said already that it is cached.
        String above = step.cached() || ending.isEmpty() ? "" : heading(step.number()) + "  =" + ending.substring(1) + "\n";
        running.remove(step.number());
        draw(above);
    }

    @Override
    public synchronized void show(Event.StepFailed step) {
        if (shellOf == step.number()) {
            shellOf = 0;
            running.remove(step.number());
            draw("");
            return;
        }
        Running of = running.get(step.number());
        String above = of == null ? "" : told.containsKey(step.number()) ? heading(step.number()) + "  = failed\n" : of.line() + "  (failed)\n";
        running.remove(step.number());
        draw(above);
    }

    @Override
    public synchronized void clear() {
        if (drawn > 0) {
            err.print(String.format(UP_AND_CLEAR, drawn));
            err.flush();
            drawn = 0;
        }
    }

    @Override
    public synchronized void goOn() {
        draw("");
    }

    /** One write, so that no half of it is ever seen. */
    private void draw(String above) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(String.format(UP_AND_CLEAR, drawn));
        }
        text.append(above);
        drawn = 0;
        for (Running step : running.values()) {
            if (drawn < MOST_ROWS && shellOf == 0) {
                text.append(NO_WRAP).append(row(step)).append(WRAP).append('\n');
                drawn++;
            }
        }
        err.print(text);
        err.flush();
    }

    /** Short enough for its time to be seen beside it. */
    private String row(Running step) {
        int most = Math.max(1, width - ROOM_FOR_TIME);
        String line = step.line().length() > most ? step.line().substring(0, most - 1) + "…" : step.line();
        Duration took = Duration.ofSeconds(Duration.ofNanos(System.nanoTime() - step.begun()).toSeconds());
        return took.isZero() ? line : line + "  " + HumanDuration.exact(took);
    }

    /** A daemon: it ends when nothing is under way any more, and holds no command up. */
    private void tick() {
        if (ticking) {
            return;
        }
        ticking = true;
        Thread clock = new Thread(this::redraw, "build clock");
        clock.setDaemon(true);
        clock.start();
    }

    private void redraw() {
        try {
            while (true) {
                Thread.sleep(TICK_MILLIS);
                synchronized (this) {
                    if (running.isEmpty()) {
                        ticking = false;
                        return;
                    }
                    if (drawn > 0) {
                        draw("");
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
