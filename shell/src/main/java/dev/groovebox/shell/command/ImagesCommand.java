package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ImageOperation.ListImages;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.ImageListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.time.Instant;
import java.util.List;

final class ImagesCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("images", "[OPTIONS] [REPOSITORY[:TAG]]", "List images")
                .flag("-a --all", "Accepted for docker's sake: there are no hidden images")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.Repository}}:{{.Tag}}'")
                .flag("--no-trunc", "Do not shorten ids")
                .flag("-q --quiet", "Only ids");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        OutputFormat format = OutputFormat.of(arguments.value("--format"), arguments.flag("-q"));
        List<String> wanted = arguments.words();
        if (wanted.size() > 1) {
            throw new UsageException("expects one name at most");
        }
        List<ImageListing.Row> rows = ImageListing.rows(session.perform(new ListImages())).stream()
                .filter(row -> wanted.isEmpty() || isNamed(row, wanted.get(0)))
                .toList();
        ImageListing.at(Instant.now(), !arguments.flag("--no-trunc"))
                .lines(format, rows)
                .forEach(session.console()::print);
        return 0;
    }

    private static boolean isNamed(ImageListing.Row row, String wanted) {
        return wanted.equals(row.repository()) || wanted.equals(row.repository() + ":" + row.tag());
    }
}
