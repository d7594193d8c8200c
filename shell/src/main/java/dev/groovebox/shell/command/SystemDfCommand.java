package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.DiskReport;
import dev.groovebox.sandbox.operation.SystemOperation.MeasureDisk;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.render.DiskDetails;
import dev.groovebox.shell.render.DiskListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.time.Instant;
import java.util.List;

final class SystemDfCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("system df", "[OPTIONS]", "Show what takes the place on the disk, to the byte")
                .flag("-v --verbose", "Tell it of each image, container, volume and piece of the build cache")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.Type}} {{.Size}}'");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        OutputFormat format = OutputFormat.of(arguments.value("--format"), false);
        DiskReport report = session.perform(new MeasureDisk());
        List<String> lines = arguments.flag("--verbose")
                ? DiskDetails.lines(format, report, Instant.now())
                : DiskListing.listing().lines(format, report.rows());
        session.console().print(lines);
        return 0;
    }
}
