package dev.groovebox.shell.command;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.operation.FoundImage;
import dev.groovebox.sandbox.operation.RegistryOperation.SearchImages;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.RegistryOptions;
import dev.groovebox.shell.option.SearchFilters;
import dev.groovebox.shell.render.FoundListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.session.Session;
import java.util.List;

final class SearchCommand implements Command {
    private static final int MOST = 100;

    @Override
    public Grammar grammar() {
        return new Grammar("search", "[OPTIONS] [REGISTRY/]TERM", "Find images in a registry; docker.io unless another is named")
                .value("-f --filter", "KEY=VALUE", SearchFilters.HELP)
                .value("--format", "FORMAT", "table, json, or a template such as '{{.Name}}'")
                .value("--limit", "N", "At most so many; 25 unless said")
                .flag("--no-trunc", "Do not shorten descriptions");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        String text = RegistryOptions.oneWord(arguments, "what to search for");
        OutputFormat format = OutputFormat.of(arguments.value("--format"), false);
        int limit = arguments.value("--limit").map(SearchCommand::limit).orElse(25);
        SearchFilters filters = SearchFilters.of(arguments.list("--filter"));
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean names = first.contains(".") || first.contains(":") || first.equals("localhost");
        SearchImages search = names
                ? new SearchImages(first, text.substring(slash + 1), limit)
                : new SearchImages(Reference.DEFAULT_REGISTRY, text, limit);
        List<FoundImage> found = filters.apply(session.perform(search));
        session.console().print(FoundListing.columns(!arguments.flag("--no-trunc")).lines(format, found));
        return 0;
    }

    private static int limit(String text) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw new UsageException("--limit takes a number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }
}
