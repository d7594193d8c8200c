package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;

/**
 * {@link Supervision} as JSON. Written for each container, so nothing is compared with its default: a record's first
 * comparison costs a start 10 ms.
 */
final class SupervisionJson {
    private SupervisionJson() {}

    static JsonObject write(Supervision supervision) {
        ContainerSpecJson.Writer json = new ContainerSpecJson.Writer();
        json.builder.put("restart", supervision.restart().text());
        json.duration("stopTimeout", supervision.stopTimeout());
        json.object("health", writeHealth(supervision.health()));
        json.builder.put("log", JsonObject.builder()
                .put("driver", supervision.log().driver().name())
                .put("mostBytes", supervision.log().mostBytes())
                .put("mostFiles", supervision.log().mostFiles())
                .build());
        return json.builder.build();
    }

    private static JsonObject writeHealth(HealthCheck health) {
        ContainerSpecJson.Writer json = new ContainerSpecJson.Writer();
        json.texts("test", health.test());
        json.flag("disabled", health.disabled());
        json.duration("interval", health.interval());
        json.duration("timeout", health.timeout());
        json.duration("startPeriod", health.startPeriod());
        json.number("retries", health.retries());
        return json.builder.build();
    }

    static Supervision read(JsonObject json) {
        return new Supervision(
                json.text("restart")
                        .map(text -> RestartPolicy.parse(text)
                                .orElseThrow(() -> new JsonException("'restart' is no policy: " + text)))
                        .orElse(RestartPolicy.NO),
                ContainerSpecJson.duration(json, "stopTimeout"),
                json.object("health").map(SupervisionJson::readHealth).orElse(HealthCheck.OF_IMAGE),
                json.object("log").map(SupervisionJson::readLog).orElse(LogSettings.DEFAULT));
    }

    private static HealthCheck readHealth(JsonObject json) {
        return new HealthCheck(
                json.texts("test"),
                ContainerSpecJson.flag(json, "disabled"),
                ContainerSpecJson.duration(json, "interval"),
                ContainerSpecJson.duration(json, "timeout"),
                ContainerSpecJson.duration(json, "startPeriod"),
                ContainerSpecJson.integer(json, "retries"));
    }

    private static LogSettings readLog(JsonObject json) {
        return new LogSettings(
                ContainerSpecJson.constant(LogSettings.Driver.class, json.requireText("driver")),
                json.requireInteger("mostBytes"),
                (int) json.requireInteger("mostFiles"));
    }
}
