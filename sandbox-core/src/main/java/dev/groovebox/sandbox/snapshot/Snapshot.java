package dev.groovebox.sandbox.snapshot;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.SnapshotSummary;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written down of a snapshot.
 *
 * @param imageId of the image under it
 * @param below the snapshots that it stands on, lowest first
 */
record Snapshot(String id, String container, String imageId, Instant created, List<String> below) {
    Snapshot {
        below = List.copyOf(below);
    }

    /** What a container stands on whose files are these, lowest first. */
    List<String> stack() {
        List<String> stack = new ArrayList<>(below);
        stack.add(id);
        return stack;
    }

    SnapshotSummary summary() {
        return new SnapshotSummary(id, container, created);
    }

    byte[] toJson() {
        return Json.write(JsonObject.builder()
                .put("id", id)
                .put("container", container)
                .put("imageId", imageId)
                .put("created", created.toString())
                .putTexts("below", below)
                .build());
    }

    /** @throws JsonException when the bytes are no snapshot's */
    static Snapshot fromJson(byte[] bytes) {
        JsonObject json = Json.readObject(bytes);
        try {
            return new Snapshot(
                    json.requireText("id"),
                    json.requireText("container"),
                    json.requireText("imageId"),
                    Instant.parse(json.requireText("created")),
                    json.texts("below"));
        } catch (DateTimeParseException e) {
            throw new JsonException("created: no time", e);
        }
    }
}
