package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.HistoryLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The rows of {@code history}. Where docker has ids of images that only its builder knew, we have the layers'. */
public final class HistoryListing {
    private static final int SHORT_COMMAND = 45;
    private static final String MISSING = "<missing>";

    private HistoryListing() {}

    public static Listing<HistoryLine> at(Instant now, boolean truncated) {
        List<Column<HistoryLine>> columns = List.of(
                new Column<>("LAYER", "ID", true, row -> id(row, truncated)),
                new Column<>("CREATED", "CreatedSince", true, row -> since(row, now)),
                new Column<>("CREATED BY", "CreatedBy", true, row -> command(row, truncated)),
                new Column<>("SIZE", "Size", true, row -> HumanSize.of(row.sizeBytes())),
                new Column<>("COMMENT", "Comment", true, HistoryLine::comment),
                new Column<>("CREATED AT", "CreatedAt", false, row -> row.created().map(Instant::toString).orElse("")));
        return new Listing<>(columns, row -> id(row, truncated), HistoryListing::schema);
    }

    private static String id(HistoryLine row, boolean truncated) {
        return row.layer().map(layer -> truncated ? ShortId.of(layer) : layer).orElse(MISSING);
    }

    private static String since(HistoryLine row, Instant now) {
        return row.created().map(time -> HumanDuration.of(Duration.between(time, now)) + " ago").orElse("N/A");
    }

    private static String command(HistoryLine row, boolean truncated) {
        String words = row.createdBy();
        return truncated && words.length() > SHORT_COMMAND ? words.substring(0, SHORT_COMMAND - 1) + "…" : words;
    }

    private static JsonObject schema(HistoryLine row) {
        JsonObject.Builder json = JsonObject.builder();
        row.layer().ifPresent(layer -> json.put("layer", layer));
        row.created().ifPresent(time -> json.put("created", time.toString()));
        return json.put("createdBy", row.createdBy())
                .put("size", row.sizeBytes())
                .put("comment", row.comment())
                .build();
    }
}
