package dev.groovebox.shell.render;

import dev.groovebox.sandbox.operation.PruneReport;
import java.util.ArrayList;
import java.util.List;

/** What a pruning has done, in docker's words. */
public final class PruneText {
    private PruneText() {}

    /** What went, and how much it was. */
    public static List<String> lines(String what, PruneReport report, boolean dryRun) {
        List<String> lines = section(what, report.lines(), dryRun);
        lines.add(total(report.reclaimedBytes(), dryRun));
        return lines;
    }

    /** What went, and an empty line; nothing when nothing did. */
    public static List<String> section(String what, List<String> gone, boolean dryRun) {
        List<String> lines = new ArrayList<>();
        if (!gone.isEmpty()) {
            lines.add((dryRun ? "Would delete " : "Deleted ") + what + ":");
            lines.addAll(gone);
            lines.add("");
        }
        return lines;
    }

    public static String total(long bytes, boolean dryRun) {
        return (dryRun ? "Reclaimable space: " : "Total reclaimed space: ") + HumanSize.of(bytes);
    }
}
