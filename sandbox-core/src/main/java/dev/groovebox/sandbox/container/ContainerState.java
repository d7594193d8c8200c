package dev.groovebox.sandbox.container;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.operation.HealthStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a container is, from what its monitor wrote and whether the monitor still lives.
 *
 * @param process its first one, while it has any
 * @param exitCode absent while it runs, and when its monitor was killed before it could write it down
 * @param signal that ended it
 * @param oom the kernel killed one of its processes for want of memory
 * @param timedOut our own timeout ended it
 * @param restarts how often its monitor has started it again
 * @param stoppedByUser it was stopped, so a reboot does not start it again by unless-stopped
 * @param health absent without a health check
 * @param error why it could not be started again; empty when it could
 */
public record ContainerState(
        ContainerStatus status,
        Optional<ContainerProcess> process,
        Optional<Instant> started,
        Optional<Instant> finished,
        OptionalInt exitCode,
        OptionalInt signal,
        boolean oom,
        boolean timedOut,
        int restarts,
        boolean stoppedByUser,
        Optional<HealthStatus> health,
        int failingChecks,
        String error) {
    static final ContainerState CREATED = new ContainerState(
            ContainerStatus.CREATED, Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(),
            OptionalInt.empty(), false, false, 0, false, Optional.empty(), 0, "");

    /**
     * @param written state.json
     * @param held the container's lock is held: only then is a recorded "running" true
     * @param bootId of this boot: after a reboot whoever holds the lock is not the monitor that wrote this
     */
    static ContainerState of(byte[] written, boolean held, String bootId) {
        JsonObject json = Json.readObject(written);
        String word = json.requireText("status");
        boolean monitorLives = held && json.text("bootId").orElse(bootId).equals(bootId);
        boolean running = word.equals("running") && monitorLives;
        boolean waiting = word.equals("restarting") && monitorLives;
        boolean known = !word.equals("running");
        return new ContainerState(
                running ? ContainerStatus.RUNNING : waiting ? ContainerStatus.RESTARTING : ContainerStatus.STOPPED,
                running ? Optional.of(ContainerProcess.fromJson(json)) : Optional.empty(),
                time(json, "startedAt"),
                time(json, "finishedAt"),
                known ? number(json, "exitCode") : OptionalInt.empty(),
                known ? number(json, "signal") : OptionalInt.empty(),
                json.bool("oom").orElse(false),
                json.bool("timedOut").orElse(false),
                (int) json.integer("restartCount").orElse(0),
                json.bool("stopped").orElse(false),
                running ? json.text("health").flatMap(HealthStatus::ofWord) : Optional.empty(),
                (int) json.integer("failing").orElse(0),
                json.text("error").orElse(""));
    }

    /** Whether it was recorded as running though its monitor has gone. */
    static boolean isLost(byte[] written) {
        String word = Json.readObject(written).requireText("status");
        return word.equals("running") || word.equals("restarting");
    }

    /** What is written down of a container whose monitor was killed: that it has ended, and no more is known. */
    static byte[] lost(byte[] written) {
        return Json.write(Json.readObject(written).toBuilder()
                .put("status", "stopped")
                .remove("pid")
                .remove("health")
                .build());
    }

    ContainerState frozen() {
        return new ContainerState(
                ContainerStatus.PAUSED, process, started, finished, exitCode, signal, oom, timedOut, restarts,
                stoppedByUser, health, failingChecks, error);
    }

    public OptionalInt pid() {
        return process.isPresent() ? OptionalInt.of(process.get().pid()) : OptionalInt.empty();
    }

    private static OptionalInt number(JsonObject json, String name) {
        return json.integer(name).isPresent() ? OptionalInt.of((int) json.requireInteger(name)) : OptionalInt.empty();
    }

    private static Optional<Instant> time(JsonObject json, String name) {
        OptionalLong nanos = json.integer(name);
        return nanos.isEmpty() ? Optional.empty() : Optional.of(instant(nanos.getAsLong()));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }
}
