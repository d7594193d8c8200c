package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.FileChange;
import dev.groovebox.sandbox.operation.ObservationOperation.DiffContainer;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;

final class DiffCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("diff", "CONTAINER", "List files that a container has added (A), changed (C) or deleted (D)");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("CONTAINER");
        if (words.size() > 1) {
            throw new UsageException("takes one CONTAINER");
        }
        for (FileChange change : session.perform(new DiffContainer(words.get(0)))) {
            session.console().print(change.kind().letter() + " " + change.path());
        }
        return 0;
    }
}
