package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.UpdateContainer;
import dev.groovebox.sandbox.spec.Limits;
import dev.groovebox.sandbox.spec.RestartPolicy;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.LifeOptions;
import dev.groovebox.shell.option.LimitOptions;
import dev.groovebox.shell.session.Session;
import java.util.Optional;

final class UpdateCommand implements Command {
    @Override
    public Grammar grammar() {
        Grammar grammar = new Grammar(
                "update", "[OPTIONS] CONTAINER [CONTAINER...]", "Change limits and restart policies of containers");
        LimitOptions.addUpdatable(grammar);
        return grammar.value("--restart", LifeOptions.POLICIES, "When it is started again by itself");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        Limits limits = LimitOptions.changes(arguments);
        Optional<RestartPolicy> restart = arguments.value("--restart").map(LifeOptions::policy);
        if (limits.equals(Limits.NONE) && restart.isEmpty()) {
            throw new UsageException("is given nothing to change");
        }
        return session.forEach(arguments.atLeastOneWord("CONTAINER"), container -> {
            session.perform(new UpdateContainer(container, limits, restart));
            session.console().print(container);
        });
    }
}
