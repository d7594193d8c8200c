package dev.groovebox.shell.command;

import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.shell.session.Session;

/** One verb of the command line. */
public interface Command {
    Grammar grammar();

    /** Answers the exit code. */
    int execute(Arguments arguments, Session session) throws InterruptedException;

    /** Whether it is worth opening the engine before the command line is read. */
    default boolean usesEngine() {
        return true;
    }

    /** Only {@code run} tells the engine's failures from the program's own codes. */
    default int exitCode(FailureKind kind) {
        return switch (kind) {
            case BUSY, CANCELLED -> kind.exitCode();
            default -> 1;
        };
    }

    /** For a command line that can't be meant. */
    default int usageExitCode() {
        return 1;
    }
}
