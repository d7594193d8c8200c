package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A health check as docker writes it: times in nanoseconds, where 0 stands for "not said". */
final class HealthcheckJson {
    private HealthcheckJson() {}

    static Healthcheck read(JsonObject json) {
        long retries = json.integer("Retries").orElse(0);
        return new Healthcheck(
                json.texts("Test"),
                time(json, "Interval"),
                time(json, "Timeout"),
                time(json, "StartPeriod"),
                time(json, "StartInterval"),
                retries == 0 ? OptionalInt.empty() : OptionalInt.of((int) Math.min(retries, Integer.MAX_VALUE)));
    }

    private static Optional<Duration> time(JsonObject json, String name) {
        long nanoseconds = json.integer(name).orElse(0);
        return nanoseconds == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanoseconds));
    }

    static JsonObject write(Healthcheck check) {
        JsonObject.Builder json = JsonObject.builder().putTexts("Test", check.test());
        check.interval().ifPresent(time -> json.put("Interval", time.toNanos()));
        check.timeout().ifPresent(time -> json.put("Timeout", time.toNanos()));
        check.startPeriod().ifPresent(time -> json.put("StartPeriod", time.toNanos()));
        check.startInterval().ifPresent(time -> json.put("StartInterval", time.toNanos()));
        check.retries().ifPresent(count -> json.put("Retries", count));
        return json.build();
    }
}
