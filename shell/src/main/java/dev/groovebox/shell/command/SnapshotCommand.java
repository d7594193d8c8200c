package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.SnapshotOperation.TakeSnapshot;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;

final class SnapshotCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("snapshot", "CONTAINER", "Remember a container's files as they are; prints the snapshot's id");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() != 1) {
            throw new UsageException("expects one container");
        }
        session.console().print(session.perform(new TakeSnapshot(arguments.words().get(0))).id());
        return 0;
    }
}
