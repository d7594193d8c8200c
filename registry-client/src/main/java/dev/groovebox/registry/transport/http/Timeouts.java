package dev.groovebox.registry.transport.http;

import java.time.Duration;

/**
 * @param connect for one address of a host
 * @param idle without a byte read or written; there is no limit for a whole transfer
 */
public record Timeouts(Duration connect, Duration idle) {
    public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(30));
}
