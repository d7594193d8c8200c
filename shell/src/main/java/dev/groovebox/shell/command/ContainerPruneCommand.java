package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.PruneContainers;
import dev.groovebox.shell.console.Confirmation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.PruneFilters;
import dev.groovebox.shell.render.PruneText;
import dev.groovebox.shell.session.Session;

final class ContainerPruneCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("container prune", "[OPTIONS]", "Remove containers that do not run")
                .flag("--dry-run", "Tell what would go, and leave it")
                .value("--filter", "FILTER", PruneFilters.HELP)
                .flag("-f --force", "Do not ask");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        boolean dryRun = arguments.flag("--dry-run");
        PruneFilters filters = PruneFilters.of(arguments.list("--filter"));
        if (!dryRun && !arguments.flag("-f")
                && !Confirmation.given(session.console(), "This will remove all containers that do not run.")) {
            return 0;
        }
        session.console().print(PruneText.lines("Containers", session.perform(new PruneContainers(filters.before(), filters.labels(), dryRun)), dryRun));
        return 0;
    }
}
