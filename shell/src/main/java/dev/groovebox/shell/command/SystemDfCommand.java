package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.SystemOperation.MeasureDisk;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.render.DiskListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;

final class SystemDfCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("system df", "[OPTIONS]", "Show what takes the place on the disk, to the byte")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.Type}} {{.Size}}'");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        DiskListing.listing()
                .lines(OutputFormat.of(arguments.value("--format"), false), session.perform(new MeasureDisk()).rows())
                .forEach(session.console()::print);
        return 0;
    }
}
