package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.SnapshotOperation.Fork;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Optional;

final class ForkCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("fork", "CONTAINER [NAME...]", "Create containers with the files of another; prints their ids");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.isEmpty()) {
            throw new UsageException("expects a container, and perhaps names for the new ones");
        }
        List<Optional<String>> names = words.size() == 1
                ? List.of(Optional.empty())
                : words.subList(1, words.size()).stream().map(Optional::of).toList();
        session.console().print(session.perform(new Fork(words.get(0), names)));
        return 0;
    }
}
