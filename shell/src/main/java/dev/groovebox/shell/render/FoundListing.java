package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.FoundImage;
import java.util.List;

/** The rows of {@code search}. */
public final class FoundListing {
    private static final int SHORT = 45;

    private FoundListing() {}

    public static Listing<FoundImage> columns(boolean truncated) {
        List<Column<FoundImage>> columns = List.of(
                new Column<>("NAME", "Name", true, FoundImage::name),
                new Column<>("DESCRIPTION", "Description", true, image -> description(image, truncated)),
                new Column<>("STARS", "StarCount", true, image -> Long.toString(image.stars())),
                new Column<>("OFFICIAL", "IsOfficial", true, image -> image.official() ? "[OK]" : ""),
                // For templates of older dockers: the index calls nothing automated any more.
                new Column<>("AUTOMATED", "IsAutomated", false, image -> ""));
        return new Listing<>(columns, FoundImage::name, FoundListing::schema);
    }

    private static String description(FoundImage image, boolean truncated) {
        String line = image.description().replaceAll("\\s+", " ");
        return truncated && line.length() > SHORT ? line.substring(0, SHORT - 1) + "…" : line;
    }

    private static JsonObject schema(FoundImage image) {
        return JsonObject.builder()
                .put("name", image.name())
                .put("description", image.description())
                .put("stars", image.stars())
                .put("official", image.official())
                .build();
    }
}
