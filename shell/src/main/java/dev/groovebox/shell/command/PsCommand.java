package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.ListContainers;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.ContainerFilters;
import dev.groovebox.shell.option.Numbers;
import dev.groovebox.shell.render.ContainerListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.time.Instant;

final class PsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("ps", "[OPTIONS]", "List containers")
                .flag("-a --all", "Also those that do not run")
                .value("-f --filter", "KEY=VALUE", "Only those: status=exited, name=web, label=team=ops, ancestor=IMAGE ...")
                .value("-n --last", "NUMBER", "The last ones created, also those that do not run")
                .flag("-l --latest", "The last one created")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.ID}} {{.Names}}'")
                .flag("--no-trunc", "Do not shorten ids and commands")
                .flag("-q --quiet", "Only ids");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        OutputFormat format = OutputFormat.of(arguments.value("--format"), arguments.flag("-q"));
        ContainerFilters filters = ContainerFilters.of(arguments.list("--filter"));
        long most = arguments.flag("-l") ? 1 : arguments.value("--last").map(text -> Numbers.whole("--last", text)).orElse(Long.MAX_VALUE);
        boolean all = arguments.flag("-a") || most != Long.MAX_VALUE || filters.asksForState();
        var containers = filters.apply(session.perform(new ListContainers(all))).stream().limit(most).toList();
        session.console().print(ContainerListing.at(Instant.now(), !arguments.flag("--no-trunc")).lines(format, containers));
        return 0;
    }
}
