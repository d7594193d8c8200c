package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ImageOperation.ShowHistory;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.HistoryListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.time.Instant;

final class HistoryCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("history", "[OPTIONS] IMAGE", "Show the steps by which an image was made, newest first")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.CreatedBy}}'")
                .flag("--no-trunc", "Do not shorten commands")
                .flag("-q --quiet", "Only the layers' ids");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() != 1) {
            throw new UsageException("expects one image");
        }
        OutputFormat format = OutputFormat.of(arguments.value("--format"), arguments.flag("-q"));
        session.console().print(HistoryListing.at(Instant.now(), !arguments.flag("--no-trunc"))
                .lines(format, session.perform(new ShowHistory(arguments.words().get(0)))));
        return 0;
    }
}
