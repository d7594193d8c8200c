package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A volume as it is now.
 *
 * @param mountpoint where its content is on this machine
 * @param anonymous it was made for one container and has no name of its own
 * @param containers the names of those that have it, running or not
 * @param snapshots the names of the copies that are kept of it
 */
public record VolumeSummary(
        String name, Instant created, Map<String, String> labels, String mountpoint, boolean anonymous, List<String> containers,
        List<String> snapshots) {
    public VolumeSummary {
        containers = List.copyOf(containers);
        snapshots = List.copyOf(snapshots);
    }
}
