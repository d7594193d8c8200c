package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.RenameContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;

final class RenameCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("rename", "CONTAINER NAME", "Give a container another name");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.size() != 2) {
            throw new UsageException("needs a container and its new name");
        }
        session.perform(new RenameContainer(words.get(0), words.get(1)));
        return 0;
    }
}
