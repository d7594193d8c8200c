package dev.groovebox.sandbox.volume;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * A volume as it is written down.
 *
 * @param owner the id of the container that it was made for and goes with; empty when it was given a name
 * @param filled no image gives it anything any more: it has content, or had some
 */
public record Volume(String name, Instant created, Map<String, String> labels, String owner, boolean filled) {
    public boolean isAnonymous() {
        return !owner.isEmpty();
    }

    Volume whenFilled() {
        return new Volume(name, created, labels, owner, true);
    }

    byte[] toJson() {
        return Json.write(JsonObject.builder()
                .put("name", name)
                .put("created", created.toString())
                .putTextMap("labels", labels)
                .put("owner", owner)
                .put("filled", filled)
                .build());
    }

    /** @throws JsonException when the bytes are no volume */
    static Volume fromJson(byte[] bytes) {
        JsonObject json = Json.readObject(bytes);
        try {
            return new Volume(
                    json.requireText("name"),
                    Instant.parse(json.requireText("created")),
                    json.textMap("labels"),
                    json.requireText("owner"),
                    json.bool("filled").orElse(true));
        } catch (DateTimeParseException e) {
            throw new JsonException("created: no time", e);
        }
    }
}
