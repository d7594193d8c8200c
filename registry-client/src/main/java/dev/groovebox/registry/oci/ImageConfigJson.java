package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.ImageConfig.Execution;
import dev.groovebox.registry.oci.ImageConfig.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image configuration as JSON (image-spec, config.md). */
final class ImageConfigJson {
    private ImageConfigJson() {}

    static ImageConfig read(JsonObject json) {
        JsonObject rootfs = json.requireObject("rootfs");
        if (!rootfs.requireText("type").equals("layers")) {
            throw new JsonException("'rootfs.type' is not \"layers\"");
        }
        List<Digest> diffIds = new ArrayList<>();
        for (String text : rootfs.texts("diff_ids")) {
            diffIds.add(Digest.parse(text));
        }
        List<History> history = new ArrayList<>();
        for (JsonObject line : json.objects("history")) {
            history.add(readHistory(line));
        }
        return new ImageConfig(
                readTime(json),
                json.text("author").filter(author -> !author.isEmpty()),
                Platform.fromJson(json),
                json.object("config").map(ImageConfigJson::readExecution).orElse(Execution.EMPTY),
                diffIds,
                history);
    }

    static JsonObject write(ImageConfig config, JsonObject base) {
        JsonObject.Builder json = JsonObject.builder();
        config.created().ifPresent(time -> json.put("created", time.toString()));
        config.author().ifPresent(author -> json.put("author", author));
        config.platform().toJson().members().forEach(json::put);
        json.put("config", writeExecution(config.execution(), base.object("config").orElse(JsonObject.EMPTY)));
        json.put("rootfs", JsonObject.builder()
                .put("type", "layers")
                .putTexts("diff_ids", config.diffIds().stream().map(Digest::toString).toList())
                .build());
        json.putObjects("history", config.history().stream().map(ImageConfigJson::writeHistory).toList());
        return json.build();
    }

    private static Optional<Instant> readTime(JsonObject json) {
        return json.text("created").map(Rfc3339::parse);
    }

    static Execution readExecution(JsonObject json) {
        return new Execution(
                json.text("User").orElse(""),
                json.texts("Env"),
                json.texts("Entrypoint"),
                json.texts("Cmd"),
                json.text("WorkingDir").orElse(""),
                json.textMap("Labels"),
                List.copyOf(json.object("ExposedPorts").orElse(JsonObject.EMPTY).members().keySet()),
                List.copyOf(json.object("Volumes").orElse(JsonObject.EMPTY).members().keySet()),
                json.text("StopSignal").filter(signal -> !signal.isEmpty()),
                json.object("Healthcheck").map(HealthcheckJson::read),
                json.texts("Shell"),
                json.texts("OnBuild"));
    }

    static JsonObject writeExecution(Execution execution, JsonObject base) {
        JsonObject.Builder json = base.toBuilder();
        putUnless(execution.user().isEmpty(), json, "User", () -> json.put("User", execution.user()));
        putUnless(execution.exposedPorts().isEmpty(), json, "ExposedPorts",
                () -> json.put("ExposedPorts", set(execution.exposedPorts())));
        putUnless(execution.environment().isEmpty(), json, "Env", () -> json.putTexts("Env", execution.environment()));
        putUnless(execution.entrypoint().isEmpty(), json, "Entrypoint",
                () -> json.putTexts("Entrypoint", execution.entrypoint()));
        putUnless(execution.command().isEmpty(), json, "Cmd", () -> json.putTexts("Cmd", execution.command()));
        putUnless(execution.volumes().isEmpty(), json, "Volumes", () -> json.put("Volumes", set(execution.volumes())));
        putUnless(execution.workingFolder().isEmpty(), json, "WorkingDir",
                () -> json.put("WorkingDir", execution.workingFolder()));
        putUnless(execution.labels().isEmpty(), json, "Labels",
                () -> json.putTextMap("Labels", execution.labels()));
        putUnless(execution.stopSignal().isEmpty(), json, "StopSignal",
                () -> json.put("StopSignal", execution.stopSignal().orElseThrow()));
        putUnless(execution.healthcheck().isEmpty(), json, "Healthcheck",
                () -> json.put("Healthcheck", HealthcheckJson.write(execution.healthcheck().orElseThrow())));
        putUnless(execution.shell().isEmpty(), json, "Shell", () -> json.putTexts("Shell", execution.shell()));
        putUnless(execution.onBuild().isEmpty(), json, "OnBuild", () -> json.putTexts("OnBuild", execution.onBuild()));
        return json.build();
    }

    private static void putUnless(boolean empty, JsonObject.Builder json, String name, Runnable put) {
        if (empty) {
            json.remove(name);
        } else {
            put.run();
        }
    }

    /** Go writes a set as an object with empty members. */
    private static JsonObject set(List<String> names) {
        JsonObject.Builder json = JsonObject.builder();
        names.forEach(name -> json.put(name, JsonObject.EMPTY));
        return json.build();
    }

    private static History readHistory(JsonObject json) {
        return new History(
                readTime(json),
                json.text("created_by").orElse(""),
                json.text("comment").orElse(""),
                json.bool("empty_layer").orElse(false));
    }

    private static JsonObject writeHistory(History line) {
        JsonObject.Builder json = JsonObject.builder();
        line.created().ifPresent(time -> json.put("created", time.toString()));
        json.put("created_by", line.createdBy());
        if (!line.comment().isEmpty()) {
            json.put("comment", line.comment());
        }
        if (line.emptyLayer()) {
            json.put("empty_layer", true);
        }
        return json.build();
    }
}
