package dev.groovebox.shell.command;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.repl.Repl;
import dev.groovebox.shell.session.Session;
import java.io.IOException;

/** {@code groovebox} alone. */
final class ReplCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("", "", "Open the interactive shell");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (session.console().inIsTerminal() && session.console().outIsTerminal()) {
            session.openShellsOnFailure();
        }
        CommandRunner runner = new CommandRunner(session);
        Repl repl = new Repl(
                session, Commands.verbsAtThePrompt(), verb -> Commands.named(verb).grammar(), runner::run);
        try {
            return repl.run();
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(FailureKind.ENGINE, "cannot open the terminal", "", e.toString(), ""), e);
        }
    }
}
