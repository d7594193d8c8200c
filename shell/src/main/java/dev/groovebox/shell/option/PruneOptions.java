package dev.groovebox.shell.option;

import dev.groovebox.sandbox.operation.PruneRules;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.util.OptionalInt;

/** The options of the commands that prune images. */
public record PruneOptions(PruneRules rules, boolean dryRun, boolean force) {
    public static Grammar addTo(Grammar grammar) {
        return grammar
                .flag("-a --all", "Also images that have a name and no container")
                .flag("--dry-run", "Tell what would go, and leave it")
                .value("--filter", "FILTER", PruneFilters.HELP)
                .flag("-f --force", "Do not ask")
                .value("--keep", "N", "Leave the N newest images of each repository");
    }

    public static PruneOptions of(Arguments arguments) {
        PruneFilters filters = PruneFilters.of(arguments.list("--filter"));
        OptionalInt keep = arguments.value("--keep").isPresent()
                ? OptionalInt.of(number(arguments.value("--keep").get()))
                : OptionalInt.empty();
        return new PruneOptions(
                new PruneRules(arguments.flag("-a"), filters.before(), filters.labels(), keep),
                arguments.flag("--dry-run"),
                arguments.flag("-f"));
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(Character::isDigit)) {
            throw new UsageException("--keep '" + text + "' is no number of images");
        }
        return Integer.parseInt(text);
    }
}
