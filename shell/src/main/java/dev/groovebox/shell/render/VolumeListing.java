package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.VolumeSummary;
import java.util.List;

/** Volumes, as rows of {@code volume ls} and as documents in docker's shape. */
public final class VolumeListing {
    private VolumeListing() {}

    public static Listing<VolumeSummary> of() {
        return new Listing<>(
                List.of(
                        new Column<>("DRIVER", "Driver", true, row -> "local"),
                        new Column<>("VOLUME NAME", "Name", true, VolumeSummary::name),
                        new Column<>("MOUNTPOINT", "Mountpoint", false, VolumeSummary::mountpoint),
                        new Column<>("CONTAINERS", "Containers", false, row -> String.join(",", row.containers()))),
                VolumeSummary::name,
                VolumeListing::schema);
    }

    private static JsonObject schema(VolumeSummary row) {
        return JsonObject.builder()
                .put("name", row.name())
                .put("driver", "local")
                .put("mountpoint", row.mountpoint())
                .put("anonymous", row.anonymous())
                .putTexts("containers", row.containers())
                .putTexts("snapshots", row.snapshots())
                .putTextMap("labels", row.labels())
                .put("created", row.created().toString())
                .build();
    }

    /** All that is known of one. */
    public static JsonObject document(VolumeSummary volume) {
        return JsonObject.builder()
                .put("CreatedAt", volume.created().toString())
                .put("Driver", "local")
                .putTextMap("Labels", volume.labels())
                .put("Mountpoint", volume.mountpoint())
                .put("Name", volume.name())
                .put("Scope", "local")
                .putTexts("Containers", volume.containers())
                .putTexts("Snapshots", volume.snapshots())
                .build();
    }
}
