package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerControl;
import dev.groovebox.sandbox.operation.ContainerOperation.KillContainer;
import dev.groovebox.sandbox.operation.ExecOperation.Attach;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.DetachKeyText;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Its exit code is the program's own; 0 when it was let go of. */
final class AttachCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("attach", "[OPTIONS] CONTAINER", "Connect to the streams of a running container")
                .value("--detach-keys", "KEYS", "Keys that let go of it (default: ctrl-p,ctrl-q)")
                .flag("--no-stdin", "Only its output")
                .value("--sig-proxy", "true|false", "Whether signals go to it (default: true)");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("CONTAINER");
        if (words.size() > 1) {
            throw new UsageException("takes one CONTAINER");
        }
        String container = words.get(0);
        Attach attach = new Attach(
                container,
                arguments.flag("--no-stdin") ? Optional.empty() : Optional.of(session.console().in()),
                session.console().out().bytes(),
                session.console().err(),
                DetachKeyText.of(arguments));
        boolean proxy = !arguments.value("--sig-proxy").orElse("true").equals("false");
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            if (proxy) {
                signals.to(new Proxy(container, session));
            }
            OptionalInt code = session.perform(attach);
            return code.orElse(0);
        }
    }

    /** What would end us goes to the program, as if we were it. */
    private record Proxy(String containerId, Session session) implements ContainerControl {
        @Override
        public boolean signal(int number) {
            session.perform(new KillContainer(containerId, Integer.toString(number)));
            return true;
        }
    }
}
