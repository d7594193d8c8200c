package dev.groovebox.shell.render;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.DiskReport;
import dev.groovebox.sandbox.operation.DiskReport.CacheUse;
import dev.groovebox.sandbox.operation.DiskReport.ContainerUse;
import dev.groovebox.sandbox.operation.DiskReport.ImageUse;
import dev.groovebox.sandbox.operation.DiskReport.Row;
import dev.groovebox.sandbox.operation.DiskReport.VolumeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code system df -v}: what each object takes, in docker's sections, and a last one with what no object has to itself. */
public final class DiskDetails {
    private static final String NONE = "<none>";

    private final DiskReport report;
    private final Instant now;

    private DiskDetails(DiskReport report, Instant now) {
        this.report = report;
        this.now = now;
    }

    public static List<String> lines(OutputFormat format, DiskReport report, Instant now) {
        DiskDetails details = new DiskDetails(report, now);
        if (format instanceof OutputFormat.Json) {
            return List.of(Json.text(details.document(), false));
        }
        if (format instanceof OutputFormat.Pattern pattern) {
            return List.of(DocumentTemplate.apply(pattern.text(), details.dockerDocument()));
        }
        return details.sections();
    }

    private List<String> sections() {
        List<String> lines = new ArrayList<>();
        section(lines, "Images space usage:", images(), report.images());
        section(lines, "Containers space usage:", containers(), report.containers());
        section(lines, "Local Volumes space usage:", volumes(), report.volumes());
        long cached = report.cache().stream().filter(use -> !use.shared()).mapToLong(CacheUse::sizeBytes).sum();
        section(lines, "Build cache usage: " + HumanSize.of(cached), cache(), report.cache());
        section(lines, "Other space usage:", others(), otherRows());
        return lines;
    }

    private static <T> void section(List<String> lines, String heading, Listing<T> listing, List<T> rows) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(heading);
        lines.add("");
        lines.addAll(listing.lines(new OutputFormat.DefaultTable(), rows));
    }

    private Listing<ImageUse> images() {
        List<Column<ImageUse>> columns = List.of(
                new Column<>("REPOSITORY", "Repository", true, row -> name(row).repository()),
                new Column<>("TAG", "Tag", true, row -> name(row).tag()),
                new Column<>("IMAGE ID", "ID", true, row -> ShortId.of(row.id())),
                new Column<>("CREATED", "CreatedSince", true, row -> ago(row.created())),
                new Column<>("SIZE", "Size", true, row -> HumanSize.of(row.sizeBytes())),
                new Column<>("SHARED SIZE", "SharedSize", true, row -> HumanSize.of(row.sharedBytes())),
                new Column<>("UNIQUE SIZE", "UniqueSize", true, row -> HumanSize.of(row.uniqueBytes())),
                new Column<>("CONTAINERS", "Containers", true, row -> Integer.toString(row.containers())));
        return new Listing<>(columns, ImageUse::id, DiskDetails::schema);
    }

    /** Docker shows the first of several names. */
    private static ImageListing.Name name(ImageUse image) {
        return image.names().isEmpty() ? new ImageListing.Name(NONE, NONE) : ImageListing.Name.of(image.names().get(0));
    }

    private Listing<ContainerUse> containers() {
        Listing<ContainerSummary> ps = ContainerListing.at(now, true);
        List<Column<ContainerUse>> columns = List.of(
                new Column<>("CONTAINER ID", "ID", true, row -> ShortId.of(row.id())),
                ofPs(ps, "Image"),
                ofPs(ps, "Command"),
                new Column<>("LOCAL VOLUMES", "LocalVolumes", true, row -> Integer.toString(row.volumes())),
                new Column<>("SIZE", "Size", true, row -> HumanSize.of(row.sizeBytes())),
                ofPs(ps, "RunningFor"),
                ofPs(ps, "Status"),
                ofPs(ps, "Names"));
        return new Listing<>(columns, ContainerUse::id, DiskDetails::schema);
    }

    private static Column<ContainerUse> ofPs(Listing<ContainerSummary> ps, String field) {
        Column<ContainerSummary> column =
                ps.columns().stream().filter(one -> one.field().equals(field)).findFirst().orElseThrow();
        return new Column<>(column.heading(), field, true, row -> row.container().map(column.value()).orElse(NONE));
    }

    private Listing<VolumeUse> volumes() {
        List<Column<VolumeUse>> columns = List.of(
                new Column<>("VOLUME NAME", "Name", true, row -> row.volume().name()),
                new Column<>("LINKS", "Links", true, row -> Integer.toString(row.volume().containers().size())),
                new Column<>("SIZE", "Size", true, row -> HumanSize.of(row.sizeBytes())));
        return new Listing<>(columns, row -> row.volume().name(), DiskDetails::schema);
    }

    private Listing<CacheUse> cache() {
        List<Column<CacheUse>> columns = List.of(
                new Column<>("CACHE ID", "ID", true, row -> row.id().substring(0, Math.min(12, row.id().length()))),
                new Column<>("CACHE TYPE", "CacheType", true, CacheUse::type),
                new Column<>("SIZE", "Size", true, row -> HumanSize.of(row.sizeBytes())),
                new Column<>("CREATED", "CreatedSince", true, row -> ago(row.created())),
                new Column<>("SHARED", "Shared", true, row -> Boolean.toString(row.shared())));
        return new Listing<>(columns, CacheUse::id, DiskDetails::schema);
    }

    private static Listing<Row> others() {
        List<Column<Row>> columns = DiskListing.listing().columns().stream()
                .filter(column -> !column.field().equals("Active"))
                .toList();
        return new Listing<>(columns, Row::type, DiskListing.listing().schema());
    }

    /** What the sections before leave out, so that all of them together are all that the root takes. */
    private List<Row> otherRows() {
        List<Row> rows = new ArrayList<>();
        long ofImages = report.rows().stream().filter(row -> row.type().equals("Images")).mapToLong(Row::sizeBytes).sum();
        List<ImageUse> sharing = report.images().stream().filter(image -> image.sharedBytes() > 0).toList();
        rows.add(new Row("Shared By Images", sharing.size(), sharing.size(),
                ofImages - report.images().stream().mapToLong(ImageUse::uniqueBytes).sum(), 0));
        List<String> told = List.of("Images", "Containers", "Local Volumes", "Build Cache");
        report.rows().stream().filter(row -> !told.contains(row.type())).forEach(rows::add);
        return rows;
    }

    private String ago(Optional<Instant> time) {
        return time.map(moment -> HumanDuration.of(Duration.between(moment, now)) + " ago").orElse("");
    }

    private JsonObject document() {
        return JsonObject.builder()
                .putObjects("images", objects(report.images(), DiskDetails::schema))
                .putObjects("containers", objects(report.containers(), DiskDetails::schema))
                .putObjects("volumes", objects(report.volumes(), DiskDetails::schema))
                .putObjects("buildCache", objects(report.cache(), DiskDetails::schema))
                .putObjects("other", objects(otherRows(), others().schema()))
                .build();
    }

    /** By docker's names, with the texts of the tables: what its templates are written for. */
    private JsonObject dockerDocument() {
        return JsonObject.builder()
                .putObjects("Images", cells(images(), report.images()))
                .putObjects("Containers", cells(containers(), report.containers()))
                .putObjects("Volumes", cells(volumes(), report.volumes()))
                .putObjects("BuildCache", cells(cache(), report.cache()))
                .build();
    }

    private static <T> List<JsonObject> cells(Listing<T> listing, List<T> rows) {
        return objects(rows, row -> {
            JsonObject.Builder json = JsonObject.builder();
            listing.columns().forEach(column -> json.put(column.field(), column.value().apply(row)));
            return json.build();
        });
    }

    private static <T> List<JsonObject> objects(List<T> rows, Function<T, JsonObject> schema) {
        return rows.stream().map(schema).toList();
    }

    private static JsonObject schema(ImageUse row) {
        JsonObject.Builder json = JsonObject.builder()
                .put("id", row.id())
                .put("digest", row.digest())
                .putTexts("names", row.names());
        row.created().ifPresent(time -> json.put("created", time.toString()));
        return json.put("size", row.sizeBytes())
                .put("sharedSize", row.sharedBytes())
                .put("uniqueSize", row.uniqueBytes())
                .put("containers", row.containers())
                .build();
    }

    private static JsonObject schema(ContainerUse row) {
        JsonObject.Builder json = JsonObject.builder().put("id", row.id());
        row.container().ifPresent(container -> json.put("name", container.name()).put("image", container.image()));
        return json.put("volumes", row.volumes()).put("size", row.sizeBytes()).put("logSize", row.logBytes()).build();
    }

    private static JsonObject schema(VolumeUse row) {
        return JsonObject.builder()
                .put("name", row.volume().name())
                .putTexts("containers", row.volume().containers())
                .put("size", row.sizeBytes())
                .build();
    }

    private static JsonObject schema(CacheUse row) {
        JsonObject.Builder json = JsonObject.builder().put("id", row.id()).put("type", row.type());
        row.created().ifPresent(time -> json.put("created", time.toString()));
        return json.put("size", row.sizeBytes()).put("shared", row.shared()).build();
    }
}
