package dev.groovebox.sandbox.operation;

import java.util.List;

/**
 * What takes the place on the disk. The rows' sizes add up to all that is under the engine's root.
 *
 * @param rows in the order in which they are shown
 */
public record DiskReport(List<Row> rows) {
    public DiskReport {
        rows = List.copyOf(rows);
    }

    /**
     * @param active of them are in use
     * @param reclaimableBytes what pruning would give back
     */
    public record Row(String type, int total, int active, long sizeBytes, long reclaimableBytes) {}

    public long totalBytes() {
        return rows.stream().mapToLong(Row::sizeBytes).sum();
    }
}
