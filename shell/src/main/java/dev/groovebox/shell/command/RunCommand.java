package dev.groovebox.shell.command;

import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.ContainerControl;
import dev.groovebox.sandbox.operation.ContainerOperation.RunContainer;
import dev.groovebox.sandbox.operation.ContainerOperation.RunDetached;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.PullOptions;
import dev.groovebox.shell.option.RunOptions;
import dev.groovebox.shell.session.Session;
import java.util.Optional;
import java.util.function.Consumer;

/** Its exit code is the program's own, or docker's 125, 126 and 127 when there is none. */
final class RunCommand implements Command {
    @Override
    public Grammar grammar() {
        return RunOptions.grammar("run", "Run a program in a new container")
                .flag("-d --detach", "Let it run, and print its id");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        ContainerSpec spec = RunOptions.spec(arguments, System.getenv());
        PullOptions.prepare(arguments, session, spec);
        IdFile idFile = IdFile.of(arguments);
        boolean replace = arguments.flag("--replace");
        if (arguments.flag("-d")) {
            String id = session.perform(new RunDetached(spec, replace));
            idFile.write(id);
            session.console().print(id);
            return 0;
        }
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            Stdio stdio = stdio(spec, session.console(), control -> {
                idFile.write(control.containerId());
                signals.to(control);
            });
            RunResult result = session.perform(new RunContainer(spec, stdio, replace));
            explain(result, session.console());
            return result.exitCode();
        }
    }

    private static Stdio stdio(ContainerSpec spec, Console console, Consumer<ContainerControl> started) {
        if (spec.terminal() && console.inIsTerminal() && console.outIsTerminal()) {
            return new Stdio.Terminal(spec.openStdin(), started);
        }
        return new Stdio.Streams(
                spec.openStdin() ? Optional.of(console.in()) : Optional.empty(),
                console.out().bytes(),
                console.err(),
                started);
    }

    /** Codes that the program has not chosen are told from those that it has. */
    private static void explain(RunResult result, Console console) {
        if (result.timedOut()) {
            console.complain("container '" + result.container() + "' was ended: its time ran out");
        } else if (result.oom()) {
            console.complain("container '" + result.container() + "' ran out of memory; give it more with --memory");
        }
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
