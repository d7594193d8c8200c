package dev.groovebox.shell.option;

import dev.groovebox.shell.grammar.UsageException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Docker's {@code --filter} of the commands that prune.
 *
 * @param before only what was made earlier
 * @param labels an empty value stands for any
 */
public record PruneFilters(Optional<Instant> before, Map<String, String> labels) {
    public static final String HELP = "until=24h, until=2026-01-31T00:00:00Z, label=KEY or label=KEY=VALUE";

    public static PruneFilters of(List<String> filters) {
        Optional<Instant> before = Optional.empty();
        Map<String, String> labels = new LinkedHashMap<>();
        for (String filter : filters) {
            String value = filter.substring(filter.indexOf('=') + 1);
            if (filter.startsWith("until=")) {
                before = Optional.of(PointInTime.parse("--filter until", value, Instant.now()));
            } else if (filter.startsWith("label=")) {
                int equals = value.indexOf('=');
                labels.put(equals < 0 ? value : value.substring(0, equals), equals < 0 ? "" : value.substring(equals + 1));
            } else {
                throw new UsageException("--filter '" + filter + "' is none; there are until= and label=");
            }
        }
        return new PruneFilters(before, labels);
    }
}
