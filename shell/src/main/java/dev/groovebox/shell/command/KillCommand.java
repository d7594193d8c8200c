package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.KillContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class KillCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("kill", "[OPTIONS] CONTAINER [CONTAINER...]", "Send a signal to running containers")
                .value("-s --signal", "SIGNAL", "The signal; KILL unless said");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        String signal = arguments.value("-s").orElse("KILL");
        return session.forEach(arguments.atLeastOneWord("CONTAINER"),
                container -> session.console().print(session.perform(new KillContainer(container, signal))));
    }
}
