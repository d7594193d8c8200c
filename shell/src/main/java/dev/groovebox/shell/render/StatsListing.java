package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.ContainerStats;
import java.util.List;
import java.util.Locale;

/** The rows of {@code stats}; the share of the processors is of the time since an earlier sample. */
public final class StatsListing {
    private final List<ContainerStats> earlier;
    private final boolean truncated;

    private StatsListing(List<ContainerStats> earlier, boolean truncated) {
        this.earlier = earlier;
        this.truncated = truncated;
    }

    public static Listing<ContainerStats> since(List<ContainerStats> earlier, boolean truncated) {
        StatsListing cells = new StatsListing(earlier, truncated);
        return new Listing<>(
                List.of(
                        new Column<>("CONTAINER ID", "ID", true, cells::id),
                        new Column<>("NAME", "Name", true, ContainerStats::name),
                        new Column<>("CPU %", "CPUPerc", true, row -> percent(cells.cpu(row))),
                        new Column<>("MEM USAGE / LIMIT", "MemUsage", true,
                                row -> BinarySize.of(row.memoryBytes()) + " / " + BinarySize.of(row.memoryLimitBytes())),
                        new Column<>("MEM %", "MemPerc", true, row -> percent(row.memoryPercent())),
                        new Column<>("NET I/O", "NetIO", true,
                                row -> HumanSize.of(row.receivedBytes()) + " / " + HumanSize.of(row.sentBytes())),
                        new Column<>("BLOCK I/O", "BlockIO", true,
                                row -> HumanSize.of(row.blockReadBytes()) + " / " + HumanSize.of(row.blockWrittenBytes())),
                        new Column<>("PIDS", "PIDs", true, row -> Long.toString(row.pids())),
                        new Column<>("CONTAINER", "Container", false, cells::id)),
                cells::id,
                cells::schema);
    }

    private String id(ContainerStats row) {
        return truncated ? ShortId.of(row.id()) : row.id();
    }

    private double cpu(ContainerStats row) {
        return earlier.stream().filter(before -> before.id().equals(row.id())).findFirst()
                .map(row::cpuPercentSince).orElse(0.0);
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    private JsonObject schema(ContainerStats row) {
        JsonObject.Builder json = JsonObject.builder()
                .put("id", row.id())
                .put("name", row.name())
                .put("time", row.time().toString())
                .put("cpuPercent", new dev.groovebox.registry.json.JsonValue.Number(
                        java.math.BigDecimal.valueOf(Math.round(cpu(row) * 100), 2)))
                .put("cpuNanos", row.cpu().toNanos())
                .put("memory", row.memoryBytes())
                .put("memoryLimit", row.memoryLimitBytes())
                .put("received", row.receivedBytes())
                .put("sent", row.sentBytes())
                .put("blockRead", row.blockReadBytes())
                .put("blockWritten", row.blockWrittenBytes())
                .put("pids", row.pids());
        row.pidsLimit().ifPresent(limit -> json.put("pidsLimit", limit));
        return json.build();
    }
}
