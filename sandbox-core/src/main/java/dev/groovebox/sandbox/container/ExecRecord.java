package dev.groovebox.sandbox.container;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * What is written down of a program that runs beside a container's own.
 *
 * @param user as it was asked for; empty for the container's
 */
public record ExecRecord(
        String id, ContainerProcess process, List<String> command, String user, boolean terminal, Instant started) {
    public ExecRecord {
        command = List.copyOf(command);
    }

    byte[] toJson() {
        return Json.write(JsonObject.builder()
                .put("id", id)
                .put("pid", process.pid())
                .put("startTicks", process.startTicks())
                .put("bootId", process.bootId())
                .putTexts("command", command)
                .put("user", user)
                .put("terminal", terminal)
                .put("started", started.toString())
                .build());
    }

    static ExecRecord fromJson(byte[] bytes) {
        JsonObject json = Json.readObject(bytes);
        try {
            return new ExecRecord(
                    json.requireText("id"),
                    ContainerProcess.fromJson(json),
                    json.texts("command"),
                    json.requireText("user"),
                    json.bool("terminal").orElse(false),
                    Instant.parse(json.requireText("started")));
        } catch (DateTimeException e) {
            throw new JsonException("started: no time", e);
        }
    }
}
