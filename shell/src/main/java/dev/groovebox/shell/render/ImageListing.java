package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.ImageSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The rows of {@code images}: one for each name of an image. */
public final class ImageListing {
    private static final String NONE = "<none>";

    private ImageListing() {}

    /** A familiar reference in its two columns. */
    record Name(String repository, String tag) {
        static Name of(String name) {
            // The colon of a tag is after the last slash; one before it is a registry's port.
            int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
            return colon < 0 ? new Name(name, NONE) : new Name(name.substring(0, colon), name.substring(colon + 1));
        }
    }

    /** An image under one of its names. */
    public record Row(String repository, String tag, ImageSummary image) {
        private static Row of(Name name, ImageSummary image) {
            return new Row(name.repository(), name.tag(), image);
        }
    }

    public static List<Row> rows(List<ImageSummary> images) {
        return images.stream().flatMap(ImageListing::rows).toList();
    }

    private static Stream<Row> rows(ImageSummary image) {
        return image.names().isEmpty()
                ? Stream.of(new Row(NONE, NONE, image))
                : image.names().stream().map(name -> Row.of(Name.of(name), image));
    }

    public static Listing<Row> at(Instant now, boolean truncated) {
        return at(now, truncated, false);
    }

    public static Listing<Row> at(Instant now, boolean truncated, boolean digests) {
        List<Column<Row>> columns = List.of(
                new Column<>("REPOSITORY", "Repository", true, Row::repository),
                new Column<>("TAG", "Tag", true, Row::tag),
                new Column<>("DIGEST", "Digest", digests, row -> row.image().digest()),
                new Column<>("IMAGE ID", "ID", true, row -> id(row, truncated)),
                new Column<>("CREATED", "CreatedSince", true, row -> ago(row.image().created(), now)),
                new Column<>("SIZE", "Size", true, row -> HumanSize.of(row.image().sizeBytes())),
                new Column<>("CREATED AT", "CreatedAt", false, row -> row.image().created().toString()));
        return new Listing<>(columns, row -> id(row, truncated), ImageListing::schema);
    }

    private static String id(Row row, boolean truncated) {
        return truncated ? ShortId.of(row.image().id()) : row.image().id();
    }

    private static String ago(Instant created, Instant now) {
        return HumanDuration.of(Duration.between(created, now)) + " ago";
    }

    private static JsonObject schema(Row row) {
        return JsonObject.builder()
                .put("id", row.image().id())
                .put("digest", row.image().digest())
                .put("repository", row.repository())
                .put("tag", row.tag())
                .put("created", row.image().created().toString())
                .put("size", row.image().sizeBytes())
                .build();
    }
}
