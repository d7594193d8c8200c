package dev.groovebox.shell.command;

import dev.groovebox.dsl.script.ScriptException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.console.OutputException;
import dev.groovebox.shell.grammar.Help;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** Runs a verb in a session and reports its failure as one line. The program and the interactive shell both use it. */
public final class CommandRunner {
    private final Session session;

    public CommandRunner(Session session) {
        this.session = session;
    }

    /** Answers the exit code. */
    public int run(String verb, List<String> words) {
        Command command = Commands.named(verb);
        Console console = session.console();
        try {
            if (command.usesEngine()) {
                session.openEngineAhead();
            }
            return command.execute(command.grammar().parse(words), session);
        } catch (Help help) {
            console.out().print(help.text());
            return 0;
        } catch (UsageException e) {
            console.complain(verb + ": " + e.getMessage() + "; see 'groovebox " + verb + " --help'");
            return command.usageExitCode();
        } catch (ScriptException e) {
            report(e, e.getMessage());
            return e.exitCode();
        } catch (EngineException e) {
            report(e, e.getMessage());
            return command.exitCode(e.failure().kind());
        } catch (InterruptedException e) {
            console.complain("interrupted");
            return 130;
        } catch (OutputException e) {
            return command.usageExitCode(); // the program tells it at its end
        } catch (RuntimeException | Error e) {
            report(e, "internal error: " + e + (session.debug() ? "" : "; --debug shows where"));
            return command.usageExitCode();
        }
    }

    private void report(Throwable failure, String line) {
        if (session.console().out().failure().isEmpty()) { // else it follows from that, which is told at the end
            session.console().complain(line);
        }
        if (session.debug()) {
            failure.printStackTrace(session.console().err());
        }
    }
}
