package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.SnapshotOperation.RollBack;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;

final class RollbackCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("rollback", "CONTAINER SNAPSHOT", "Make a stopped container's files what they were; what was written since is lost");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.size() != 2) {
            throw new UsageException("expects a container and a snapshot");
        }
        session.console().print(session.perform(new RollBack(words.get(0), words.get(1))));
        return 0;
    }
}
