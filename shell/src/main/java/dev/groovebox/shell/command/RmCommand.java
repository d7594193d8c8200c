package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.RemoveContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class RmCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("rm", "[OPTIONS] CONTAINER [CONTAINER...]", "Remove containers")
                .flag("-f --force", "End a running container first")
                .flag("-v --volumes", "Remove its anonymous volumes too");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        boolean force = arguments.flag("-f");
        boolean volumes = arguments.flag("-v");
        return session.forEach(arguments.atLeastOneWord("CONTAINER"),
                container -> session.console().print(session.perform(new RemoveContainer(container, force, volumes))));
    }
}
