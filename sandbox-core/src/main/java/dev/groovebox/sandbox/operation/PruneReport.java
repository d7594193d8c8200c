package dev.groovebox.sandbox.operation;

import java.util.List;

/**
 * What a pruning removed, or would remove.
 *
 * @param lines like docker's: "untagged: x", "deleted: sha256:..."
 * @param reclaimedBytes on the disk
 */
public record PruneReport(List<String> lines, long reclaimedBytes) {
    public PruneReport {
        lines = List.copyOf(lines);
    }
}
