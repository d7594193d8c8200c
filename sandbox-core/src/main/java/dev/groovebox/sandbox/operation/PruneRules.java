package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which images to prune. Those under a container always stay.
 *
 * @param all also images that have a name
 * @param before only images made before this time
 * @param labels only images that have each of these; an empty value stands for any
 * @param keep of each repository, this many of the newest stay
 */
public record PruneRules(
        boolean all, Optional<Instant> before, Map<String, String> labels, OptionalInt keep) {
    public static final PruneRules DANGLING =
            new PruneRules(false, Optional.empty(), Map.of(), OptionalInt.empty());

    public PruneRules {
        labels = Map.copyOf(labels);
    }
}
