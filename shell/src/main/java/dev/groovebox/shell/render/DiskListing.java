package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.DiskReport.Row;
import java.util.List;

/** The rows of {@code system df}. */
public final class DiskListing {
    private DiskListing() {}

    public static Listing<Row> listing() {
        List<Column<Row>> columns = List.of(
                new Column<>("TYPE", "Type", true, Row::type),
                new Column<>("TOTAL", "TotalCount", true, row -> Integer.toString(row.total())),
                new Column<>("ACTIVE", "Active", true, row -> Integer.toString(row.active())),
                new Column<>("SIZE", "Size", true, row -> HumanSize.of(row.sizeBytes())),
                new Column<>("RECLAIMABLE", "Reclaimable", true, DiskListing::reclaimable));
        return new Listing<>(columns, Row::type, DiskListing::schema);
    }

    private static String reclaimable(Row row) {
        String size = HumanSize.of(row.reclaimableBytes());
        return row.sizeBytes() == 0 ? size : size + " (" + 100 * row.reclaimableBytes() / row.sizeBytes() + "%)";
    }

    private static JsonObject schema(Row row) {
        return JsonObject.builder()
                .put("type", row.type())
                .put("total", row.total())
                .put("active", row.active())
                .put("size", row.sizeBytes())
                .put("reclaimable", row.reclaimableBytes())
                .build();
    }
}
