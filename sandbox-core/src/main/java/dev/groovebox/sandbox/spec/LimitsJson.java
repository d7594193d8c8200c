package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;

/** {@link Limits} as JSON; what is not limited is left out. */
final class LimitsJson {
    private LimitsJson() {}

    static JsonObject write(Limits limits) {
        ContainerSpecJson.Writer json = new ContainerSpecJson.Writer();
        json.number("memoryBytes", limits.memoryBytes());
        json.number("memorySwapBytes", limits.memorySwapBytes());
        json.number("memoryReservationBytes", limits.memoryReservationBytes());
        json.decimal("cpus", limits.cpus());
        json.number("cpuShares", limits.cpuShares());
        json.text("cpusetCpus", limits.cpusetCpus());
        json.text("cpusetMems", limits.cpusetMems());
        json.number("pids", limits.pids());
        json.number("blkioWeight", limits.blkioWeight());
        return json.builder.build();
    }

    static Limits read(JsonObject json) {
        return new Limits(
                json.integer("memoryBytes"),
                json.integer("memorySwapBytes"),
                json.integer("memoryReservationBytes"),
                decimal(json, "cpus"),
                ContainerSpecJson.integer(json, "cpuShares"),
                json.text("cpusetCpus"),
                json.text("cpusetMems"),
                json.integer("pids"),
                ContainerSpecJson.integer(json, "blkioWeight"));
    }

    private static Optional<BigDecimal> decimal(JsonObject json, String name) {
        return json.find(name).map(value -> {
            if (value instanceof JsonValue.Number number) {
                return number.value();
            }
            throw new JsonException("'" + name + "' is no number");
        });
    }
}
