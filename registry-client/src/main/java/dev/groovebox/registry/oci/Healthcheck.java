package dev.groovebox.registry.oci;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to see whether a container is well: docker's extension of an image's configuration. Whatever is absent is left to
 * who runs it.
 *
 * @param test CMD and words, CMD-SHELL and a text, or NONE; empty: as the base says
 * @param startPeriod failures before this has passed do not count
 * @param startInterval between tests while it passes
 */
public record Healthcheck(
        List<String> test,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Duration> startPeriod,
        Optional<Duration> startInterval,
        OptionalInt retries) {
    public static final Healthcheck NONE = new Healthcheck(List.of("NONE"), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), OptionalInt.empty());

    public Healthcheck {
        test = List.copyOf(test);
    }
}
