package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.PauseContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class PauseCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("pause", "CONTAINER [CONTAINER...]", "Freeze all processes of containers");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        return session.forEach(arguments.atLeastOneWord("CONTAINER"),
                container -> session.console().print(session.perform(new PauseContainer(container))));
    }
}
