package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ExecOperation.KillExec;
import dev.groovebox.sandbox.spec.SignalNumber;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;

final class ExecKillCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("exec kill", "[OPTIONS] EXEC [EXEC...]", "Signal programs that exec has started")
                .value("-s --signal", "SIGNAL", "The signal: TERM, SIGHUP, 9 (default: KILL)");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        String asked = arguments.value("-s").orElse("KILL");
        int signal = SignalNumber.of(asked)
                .orElseThrow(() -> new UsageException("--signal '" + asked + "' is no signal such as TERM, SIGHUP or 9"));
        return session.forEach(arguments.atLeastOneWord("EXEC"),
                exec -> session.console().print(session.perform(new KillExec(exec, signal))));
    }
}
