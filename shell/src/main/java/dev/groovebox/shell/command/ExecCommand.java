package dev.groovebox.shell.command;

import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.ExecOperation.Exec;
import dev.groovebox.sandbox.operation.ExecOperation.ExecDetached;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.ExecSpec;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.DetachKeyText;
import dev.groovebox.shell.option.ExecOptions;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Optional;

/** Its exit code is the program's own, or docker's 125, 126 and 127 when there is none. */
final class ExecCommand implements Command {
    @Override
    public Grammar grammar() {
        return ExecOptions.grammar();
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("CONTAINER");
        List<String> rest = words.subList(1, words.size());
        switch (words.get(0)) {
            case "ls":
                return new CommandRunner(session).run("exec ls", rest);
            case "kill":
                return new CommandRunner(session).run("exec kill", rest);
            default:
        }
        ExecSpec spec = ExecOptions.spec(arguments, words, System.getenv());
        if (arguments.flag("-d")) {
            session.console().print(session.perform(new ExecDetached(words.get(0), spec)));
            return 0;
        }
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            RunResult result = session.perform(new Exec(
                    words.get(0), spec, stdio(spec, session.console(), signals), DetachKeyText.of(arguments)));
            if (result.timedOut()) {
                session.console().complain("'" + spec.command().get(0) + "' was ended: its time ran out");
            }
            return result.exitCode();
        }
    }

    private static Stdio stdio(ExecSpec spec, Console console, ForwardedSignals signals) {
        if (spec.terminal() && console.inIsTerminal() && console.outIsTerminal()) {
            return new Stdio.Terminal(spec.openStdin(), signals::to);
        }
        return new Stdio.Streams(
                spec.openStdin() ? Optional.of(console.in()) : Optional.empty(),
                console.out().bytes(),
                console.err(),
                signals::to);
    }

    @Override
    public int exitCode(FailureKind kind) {
        return kind.exitCode();
    }

    @Override
    public int usageExitCode() {
        return FailureKind.INVALID.exitCode();
    }
}
