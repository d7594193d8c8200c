package dev.groovebox.registry.transport;

import java.time.Duration;

/**
 * How long a failing server is asked again.
 *
 * @param tries at most
 * @param firstPause doubled with each further try, and spread at random, so that many clients do not come back at once
 * @param longestPause also when the server asks for a longer one
 * @param whole after which there is no further try
 */
public record Patience(int tries, Duration firstPause, Duration longestPause, Duration whole) {
    public static final Patience USUAL =
            new Patience(5, Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(45));
}
