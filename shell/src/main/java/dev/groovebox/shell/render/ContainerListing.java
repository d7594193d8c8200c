package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.HealthStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rows of {@code ps}. */
public final class ContainerListing {
    private final Instant now;
    private final boolean truncated;

    private ContainerListing(Instant now, boolean truncated) {
        this.now = now;
        this.truncated = truncated;
    }

    public static Listing<ContainerSummary> at(Instant now, boolean truncated) {
        ContainerListing cells = new ContainerListing(now, truncated);
        List<Column<ContainerSummary>> columns = List.of(
                new Column<>("CONTAINER ID", "ID", true, cells::id),
                new Column<>("IMAGE", "Image", true, ContainerSummary::image),
                new Column<>("COMMAND", "Command", true, cells::command),
                new Column<>("CREATED", "RunningFor", true, row -> cells.ago(row.created())),
                new Column<>("STATUS", "Status", true, cells::status),
                new Column<>("PORTS", "Ports", true, ContainerListing::ports),
                new Column<>("NAMES", "Names", true, ContainerSummary::name),
                new Column<>("CREATED AT", "CreatedAt", false, row -> row.created().toString()),
                new Column<>("STATE", "State", false, ContainerListing::state),
                new Column<>("NETWORKS", "Networks", false, row -> String.join(",", row.networks())),
                new Column<>("MOUNTS", "Mounts", false, row -> String.join(",", row.mounts().stream().map(ContainerSummary.MountPoint::source).toList())),
                new Column<>("LABELS", "Labels", false, ContainerListing::labels));
        return new Listing<>(columns, cells::id, ContainerListing::schema);
    }

    private String id(ContainerSummary row) {
        return truncated ? ShortId.of(row.id()) : row.id();
    }

    private String command(ContainerSummary row) {
        return ShortCommand.of(row.command(), truncated);
    }

    private String status(ContainerSummary row) {
        return switch (row.status()) {
            case CREATED -> "Created";
            case RUNNING -> "Up " + since(row.started().orElse(row.created())) + health(row);
            case RESTARTING -> "Restarting (" + exitCode(row) + ")" + row.finished().map(time -> " " + ago(time)).orElse("");
            case PAUSED -> "Up " + since(row.started().orElse(row.created())) + " (Paused)";
            case STOPPED, DELETED -> exited(row);
        };
    }

    private String exited(ContainerSummary row) {
        return "Exited (" + exitCode(row) + ")" + row.finished().map(time -> " " + ago(time)).orElse("");
    }

    private static String exitCode(ContainerSummary row) {
        return row.exitCode().isPresent() ? Integer.toString(row.exitCode().getAsInt()) : "unknown";
    }

    private static String health(ContainerSummary row) {
        return row.health()
                .map(health -> health == HealthStatus.STARTING ? " (health: starting)" : " (" + health.word() + ")")
                .orElse("");
    }

    private String ago(Instant time) {
        return since(time) + " ago";
    }

    private String since(Instant time) {
        return HumanDuration.of(Duration.between(time, now));
    }

    /** Docker's words for the states. */
    private static String state(ContainerSummary row) {
        return row.status() == ContainerStatus.STOPPED ? "exited" : row.status().name().toLowerCase(Locale.ROOT);
    }

    private static String ports(ContainerSummary row) {
        return PortText.list(row.ports(), row.exposed());
    }

    private static String labels(ContainerSummary row) {
        return row.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private static JsonObject schema(ContainerSummary row) {
        JsonObject.Builder json = JsonObject.builder()
                .put("id", row.id())
                .put("name", row.name())
                .put("image", row.image())
                .put("imageId", row.imageId())
                .putTexts("command", row.command())
                .put("created", row.created().toString())
                .put("state", state(row));
        row.started().ifPresent(time -> json.put("started", time.toString()));
        row.finished().ifPresent(time -> json.put("finished", time.toString()));
        row.exitCode().ifPresent(code -> json.put("exitCode", code));
        row.pid().ifPresent(pid -> json.put("pid", pid));
        row.health().ifPresent(health -> json.put("health", health.word()));
        return json.putTextMap("labels", row.labels()).build();
    }
}
