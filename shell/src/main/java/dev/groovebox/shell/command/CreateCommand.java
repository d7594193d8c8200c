package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.CreateContainer;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.PullOptions;
import dev.groovebox.shell.option.RunOptions;
import dev.groovebox.shell.session.Session;

final class CreateCommand implements Command {
    @Override
    public Grammar grammar() {
        return RunOptions.grammar("create", "Create a container and leave it");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        ContainerSpec spec = RunOptions.spec(arguments, System.getenv());
        PullOptions.prepare(arguments, session, spec);
        IdFile idFile = IdFile.of(arguments);
        String id = session.perform(new CreateContainer(spec, arguments.flag("--replace")));
        idFile.write(id);
        session.console().print(id);
        return 0;
    }
}
