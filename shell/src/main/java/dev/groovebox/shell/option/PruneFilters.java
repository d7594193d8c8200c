package dev.groovebox.shell.option;

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

    private static final List<String> KEYS = List.of("label", "until");

    public static PruneFilters of(List<String> filters) {
        Optional<Instant> before = Optional.empty();
        Map<String, String> labels = new LinkedHashMap<>();
        for (String text : filters) {
            FilterWord filter = FilterWord.of(text, KEYS, "until=24h");
            String value = filter.value();
            if (filter.key().equals("until")) {
                before = Optional.of(PointInTime.parse("--filter until", value, Instant.now()));
            } else {
                int equals = value.indexOf('=');
                labels.put(equals < 0 ? value : value.substring(0, equals), equals < 0 ? "" : value.substring(equals + 1));
            }
        }
        return new PruneFilters(before, labels);
    }
}
