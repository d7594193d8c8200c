package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.UnpauseContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class UnpauseCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("unpause", "CONTAINER [CONTAINER...]", "Let paused containers go on");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        return session.forEach(arguments.atLeastOneWord("CONTAINER"),
                container -> session.console().print(session.perform(new UnpauseContainer(container))));
    }
}
