package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.List;

/**
 * A row of {@code images}.
 *
 * @param id the config's digest, "sha256:..." (docker's image id)
 * @param digest the manifest's digest
 * @param names familiar references ("hello:latest"); empty for a dangling image
 * @param sizeBytes of its unpacked layers
 */
public record ImageSummary(
        String id, String digest, List<String> names, Instant created, long sizeBytes, boolean builtFromCache) {
    public ImageSummary {
        names = List.copyOf(names);
    }
}
