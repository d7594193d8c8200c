package dev.groovebox.shell.command;

import dev.groovebox.shell.console.Confirmation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class ContainerPruneCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("container prune", "[OPTIONS]", "Remove all containers that do not run")
                .flag("-f --force", "Do not ask");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        if (!arguments.flag("-f")
                && !Confirmation.given(session.console(), "This will remove all stopped containers.")) {
            return 0;
        }
        return StoppedContainers.prune(session);
    }
}
