package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.StartContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class StartCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("start", "CONTAINER [CONTAINER...]", "Start containers that do not run");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        return session.forEach(arguments.atLeastOneWord("CONTAINER"), container -> {
            session.perform(new StartContainer(container));
            session.console().print(container);
        });
    }
}
