package dev.groovebox.shell.console;

import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.TerminalText;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Whole lines, for files and for people who read them later. A step's line is held back until it has ended or something
 * is to be told of it, so that a step that ends at once takes one line; of a RUN it is written at once.
 */
final class PlainSteps implements StepProgress {
    private final PrintStream err;
    private final Map<Integer, String> held = new HashMap<>();
    private final Map<Integer, String> told = new HashMap<>();
    private int last;

    PlainSteps(PrintStream err) {
        this.err = err;
    }

    @Override
    public void show(Event.StepStarted step) {
        held.put(step.number(), StepText.line(step));
    }

    private void begin(int step) {
        String line = held.remove(step);
        if (line != null) {
            err.println(line);
            told.put(step, line);
            last = step;
        }
    }

    /** Says whose lines follow, when another step's came between. */
    private void turnTo(int step) {
        begin(step);
        if (last != step) {
            err.println(told.get(step).substring(0, told.get(step).indexOf(']') + 1) + " ...");
            last = step;
        }
    }

    @Override
    public void show(Event.StepExplained step) {
        turnTo(step.number());
        err.println(StepText.explanation(step));
    }

    @Override
    public void show(Event.StepOutput output) {
        turnTo(output.number());
        err.println("  | " + TerminalText.escapedLine(output.line()));
    }

    @Override
    public void show(Event.ShellOpened shell) {
        turnTo(shell.number());
        err.println(StepText.shell(shell));
    }

    @Override
    public void show(Event.StepFinished step) {
        String line = held.remove(step.number());
        if (line != null) {
            err.println(line + StepText.ending(step));
            last = step.number();
        } else if (!step.cached() && !StepText.ending(step).isEmpty() && told.containsKey(step.number())) {
            turnTo(step.number());
            err.println("  =" + StepText.ending(step).substring(1));
        }
    }

    @Override
    public void show(Event.StepFailed step) {
        begin(step.number());
    }

    @Override
    public void clear() {
        // Each line is whole.
    }

    @Override
    public void goOn() {
        // Nothing was taken away.
    }
}
