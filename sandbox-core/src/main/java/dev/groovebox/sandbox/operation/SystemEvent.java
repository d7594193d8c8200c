package dev.groovebox.sandbox.operation;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that was done to an object of the engine, by whatever process.
 *
 * @param type container, image, network or volume
 * @param action docker's word: start, die, "health_status: healthy"
 * @param id of the object: a container's or network's id, an image's id or name, a volume's name
 * @param attributes docker's, by name in alphabetical order: image, name, exitCode, signal, and the object's labels
 */
public record SystemEvent(Instant time, String type, String action, String id, Map<String, String> attributes) {
    private static final long NANOS = 1_000_000_000;

    public SystemEvent {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** One that happens now. */
    public static SystemEvent now(String type, String action, String id, Map<String, String> attributes) {
        return new SystemEvent(Instant.now(), type, action, id, attributes);
    }

    public long nanoseconds() {
        return time.getEpochSecond() * NANOS + time.getNano();
    }

    /** A line of the engine's event files, which a container's monitor writes too (events.c). */
    public String line() {
        return "{\"time\":" + nanoseconds() + ",\"action\":" + Json.text(new JsonValue.Text(action), false)
                + ",\"details\":{}," + actor(type, id, attributes) + "}\n";
    }

    /** The members of a line that are the same for all of an object's events. */
    public static String actor(String type, String id, Map<String, String> attributes) {
        String object = Json.text(
                JsonObject.builder().put("type", type).put("id", id).putTextMap("attributes", attributes).build(), false);
        return object.substring(1, object.length() - 1);
    }

    /** @throws JsonException when it is no such line */
    public static SystemEvent ofLine(byte[] line) {
        JsonObject json = Json.readObject(line);
        long nanos = json.requireInteger("time");
        Map<String, String> attributes = new TreeMap<>(json.textMap("attributes"));
        attributes.putAll(json.textMap("details"));
        return new SystemEvent(
                Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS),
                json.requireText("type"),
                json.requireText("action"),
                json.requireText("id"),
                attributes);
    }
}
