package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ImageOperation.InspectImage;
import dev.groovebox.sandbox.operation.ImageOperation.ListImages;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.ImageFilters;
import dev.groovebox.shell.render.ImageListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;

final class ImagesCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("images", "[OPTIONS] [REPOSITORY[:TAG]]", "List images")
                .flag("-a --all", "Accepted for docker's sake: there are no hidden images")
                .flag("--digests", "Show digests")
                .value("-f --filter", "KEY=VALUE", "Only those: dangling=true, reference=web*, label=team=ops, before=IMAGE ...")
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
        ImageFilters filters = new ImageFilters(image -> labels(image, session));
        arguments.list("--filter").forEach(filters::add);
        wanted.forEach(name -> filters.add("reference=" + name));
        List<ImageListing.Row> rows = filters.apply(ImageListing.rows(session.perform(new ListImages())));
        session.console().print(
                ImageListing.at(Instant.now(), !arguments.flag("--no-trunc"), arguments.flag("--digests")).lines(format, rows));
        return 0;
    }

    private static Map<String, String> labels(ImageSummary image, Session session) {
        return session.perform(new InspectImage(image.id())).document().requireObject("Config").textMap("Labels");
    }
}
