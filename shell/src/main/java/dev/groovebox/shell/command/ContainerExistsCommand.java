package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.FindContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** Answers by its exit code: 0 when all are there, 1 when not. */
final class ContainerExistsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("container exists", "CONTAINER [CONTAINER...]", "Tell by the exit code whether containers are there");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> names = arguments.atLeastOneWord("CONTAINER");
        return names.stream().allMatch(name -> session.perform(new FindContainer(name)).isPresent()) ? 0 : 1;
    }
}
