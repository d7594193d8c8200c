package dev.groovebox.shell.option;

import dev.groovebox.sandbox.operation.PruneRules;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The options of the commands that prune images. */
public record PruneOptions(PruneRules rules, boolean dryRun, boolean force) {
    public static Grammar addTo(Grammar grammar) {
        return grammar
                .flag("-a --all", "Also images that have a name and no container")
                .flag("--dry-run", "Tell what would go, and leave it")
                .value("--filter", "FILTER", "until=24h, until=2026-01-31T00:00:00Z, label=KEY or label=KEY=VALUE")
                .flag("-f --force", "Do not ask")
                .value("--keep", "N", "Leave the N newest images of each repository");
    }

    public static PruneOptions of(Arguments arguments) {
        Optional<Instant> before = Optional.empty();
        Map<String, String> labels = new LinkedHashMap<>();
        for (String filter : arguments.list("--filter")) {
            String value = filter.substring(filter.indexOf('=') + 1);
            if (filter.startsWith("until=")) {
                before = Optional.of(time(value));
            } else if (filter.startsWith("label=")) {
                int equals = value.indexOf('=');
                labels.put(equals < 0 ? value : value.substring(0, equals), equals < 0 ? "" : value.substring(equals + 1));
            } else {
                throw new UsageException("--filter '" + filter + "' is none; there are until= and label=");
            }
        }
        OptionalInt keep = arguments.value("--keep").isPresent()
                ? OptionalInt.of(number(arguments.value("--keep").get()))
                : OptionalInt.empty();
        return new PruneOptions(
                new PruneRules(arguments.flag("-a"), before, labels, keep),
                arguments.flag("--dry-run"),
                arguments.flag("-f"));
    }

    private static Instant time(String text) {
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit) && text.length() > 8) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        try {
            return text.indexOf('-') > 0 ? Instant.parse(text) : Instant.now().minus(TimeSpan.parse("until=", text));
        } catch (DateTimeException e) {
            throw new UsageException("until='" + text + "' is neither a duration such as 24h nor a time such as 2026-01-31T00:00:00Z");
        }
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(Character::isDigit)) {
            throw new UsageException("--keep '" + text + "' is no number of images");
        }
        return Integer.parseInt(text);
    }
}
