package dev.groovebox.shell.console;

import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.TerminalText;

/** Shows an operation's events on stderr. */
public final class EventPrinter implements EventSink {
    private final Console console;
    private final boolean debug;
    private final ProgressBars bars;
    private final StepProgress steps;

    /** @param debug whether requests to registries are told too */
    public EventPrinter(Console console, boolean debug) {
        this(console, debug, console.errIsTerminal());
    }

    /** @param live lines are drawn again in their place */
    public EventPrinter(Console console, boolean debug, boolean live) {
        this.console = console;
        this.debug = debug;
        this.bars = new ProgressBars(console.err(), live);
        this.steps = live ? new LiveSteps(console.err(), columns()) : new PlainSteps(console.err());
    }

    @Override
    public synchronized void accept(Event event) {
        if (event instanceof Event.Progress || event instanceof Event.ProgressDone) {
            steps.clear();
            move(event);
            return;
        }
        bars.clear();
        if (!step(event)) {
            steps.clear();
            tell(event);
            steps.goOn();
        }
    }

    private void move(Event event) {
        if (event instanceof Event.Progress progress) {
            bars.show(progress);
        } else if (event instanceof Event.ProgressDone done) {
            bars.show(done);
        }
    }

    /** Answers whether it was of a step. */
    private boolean step(Event event) {
        if (event instanceof Event.StepStarted step) {
            steps.show(step);
        } else if (event instanceof Event.StepExplained step) {
            steps.show(step);
        } else if (event instanceof Event.StepOutput output) {
            steps.show(output);
        } else if (event instanceof Event.ShellOpened shell) {
            steps.show(shell);
        } else if (event instanceof Event.StepFinished step) {
            steps.show(step);
        } else if (event instanceof Event.StepFailed step) {
            steps.show(step);
        } else {
            return false;
        }
        return true;
    }

    private void tell(Event event) {
        if (event instanceof Event.Trace trace && debug) {
            console.err().println(TerminalText.escapedLine(trace.line()));
        } else if (event instanceof Event.Warning warning) {
            console.complain("warning: " + warning.message());
        }
    }

    /** Shells tell their width to those alone who ask for it to be exported. */
    private static int columns() {
        String told = System.getenv("COLUMNS");
        boolean number = told != null && !told.isEmpty() && told.length() < 5 && told.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(told) : 0;
    }
}
