package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ExecOperation.ListExecs;
import dev.groovebox.sandbox.operation.ExecSummary;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.render.ExecListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

final class ExecLsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("exec ls", "[OPTIONS] CONTAINER [CONTAINER...]", "List programs that exec has started")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.ID}} {{.Pid}}'")
                .flag("--no-trunc", "Do not shorten ids and commands")
                .flag("-q --quiet", "Only ids");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<ExecSummary> execs = new ArrayList<>();
        for (String container : arguments.atLeastOneWord("CONTAINER")) {
            execs.addAll(session.perform(new ListExecs(container)));
        }
        OutputFormat format = OutputFormat.of(arguments.value("--format"), arguments.flag("-q"));
        session.console().print(ExecListing.at(Instant.now(), !arguments.flag("--no-trunc")).lines(format, execs));
        return 0;
    }
}
