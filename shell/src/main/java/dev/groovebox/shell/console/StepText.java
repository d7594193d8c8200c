package dev.groovebox.shell.console;

import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.failure.TerminalText;
import dev.groovebox.shell.render.HumanDuration;
import java.time.Duration;

/** The words in which both ways of showing steps tell of them. */
final class StepText {
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);
    private static final int LONGEST = 200;

    private StepText() {}

    static String line(Event.StepStarted step) {
        String stage = step.stage().isEmpty() ? "" : step.stage() + " ";
        String words = step.words();
        int end = words.indexOf('\n');
        String first = end < 0 ? words : words.substring(0, end) + " ...";
        String shortened = first.length() > LONGEST ? first.substring(0, LONGEST) + " ..." : first;
        return TerminalText.escapedLine("[" + stage + step.number() + "/" + step.total() + "] " + shortened);
    }

    static String ending(Event.StepFinished step) {
        if (step.cached()) {
            return "  (cached)";
        }
        return step.took().compareTo(WORTH_TELLING) < 0 ? "" : "  " + HumanDuration.exact(step.took());
    }

    static String shell(Event.ShellOpened shell) {
        return "  = failed (exit code " + shell.exitCode() + "); a shell in its sandbox opens, and ends the build";
    }

    static String explanation(Event.StepExplained step) {
        return "  = " + (step.cached() ? "cached: " : "not cached: ") + TerminalText.escapedLine(step.reason());
    }
}
