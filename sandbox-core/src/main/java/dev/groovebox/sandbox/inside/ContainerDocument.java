package dev.groovebox.sandbox.inside;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerState;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.spec.ContainerSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A container in the shape of docker's {@code inspect}, so that what was written for that one works on.
 *
 * @param execs ids of the programs that run beside its own
 * @param layers of its image, topmost first
 * @param mounts the "Mounts"
 * @param network the "NetworkSettings"
 */
public record ContainerDocument(
        Container container, List<String> execs, List<Path> layers, List<JsonObject> mounts, JsonObject network) {
    private static final String NEVER = "0001-01-01T00:00:00Z";

    public JsonObject build() {
        ContainerRecord record = container.record();
        return JsonObject.builder()
                .put("Id", record.id())
                .put("Created", record.created().toString())
                .put("Path", record.command().get(0))
                .putTexts("Args", record.command().subList(1, record.command().size()))
                .put("State", state())
                .put("Image", record.imageId())
                .put("ResolvConfPath", container.paths().resolvConf().toString())
                .put("HostnamePath", container.paths().hostname().toString())
                .put("HostsPath", container.paths().hosts().toString())
                .put("LogPath", container.paths().log().toString())
                .put("Name", "/" + record.name())
                .put("RestartCount", container.state().restarts())
                .put("Driver", "overlay")
                .put("Platform", "linux")
                .put("AppArmorProfile", "")
                .putTexts("ExecIDs", execs)
                .put("HostConfig", new HostConfigDocument(record).build())
                .put("GraphDriver", graphDriver())
                .putObjects("Mounts", mounts)
                .put("Config", config())
                .put("NetworkSettings", network)
                .build();
    }

    private JsonObject state() {
        ContainerState state = container.state();
        ContainerStatus status = state.status();
        JsonObject.Builder json = JsonObject.builder()
                .put("Status", word(status))
                .put("Running", status.isActive()) // as docker has it: between two runs, too
                .put("Paused", status == ContainerStatus.PAUSED)
                .put("Restarting", status == ContainerStatus.RESTARTING)
                .put("OOMKilled", state.oom())
                .put("Dead", false)
                .put("Pid", state.pid().orElse(0))
                .put("ExitCode", status == ContainerStatus.STOPPED ? state.exitCode().orElse(-1) : state.exitCode().orElse(0))
                .put("Error", state.error())
                .put("StartedAt", time(state.started()))
                .put("FinishedAt", time(state.finished()));
        state.health().ifPresent(health -> json.put("Health", JsonObject.builder()
                .put("Status", health.word())
                .put("FailingStreak", state.failingChecks())
                .build()));
        return json.build();
    }

    private static String word(ContainerStatus status) {
        return switch (status) {
            case CREATED -> "created";
            case RUNNING -> "running";
            case PAUSED -> "paused";
            case RESTARTING -> "restarting";
            case STOPPED -> "exited";
            case DELETED -> "dead";
        };
    }

    private static String time(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(NEVER);
    }

    private JsonObject graphDriver() {
        return JsonObject.builder()
                .put("Name", "overlay")
                .put("Data", JsonObject.builder()
                        .put("LowerDir", layers.stream().map(Path::toString).collect(Collectors.joining(":")))
                        .put("UpperDir", container.paths().upper().toString())
                        .put("WorkDir", container.paths().work().toString())
                        .build())
                .build();
    }

    private JsonObject config() {
        ContainerRecord record = container.record();
        ContainerSpec spec = record.spec();
        Map<String, String> labels = new LinkedHashMap<>(record.execution().labels());
        labels.putAll(spec.labels());
        JsonObject.Builder json = JsonObject.builder()
                .put("Hostname", spec.hostname().orElse(record.id().substring(0, 12)))
                .put("User", spec.user().orElse(record.execution().user()))
                .put("Tty", spec.terminal())
                .put("OpenStdin", spec.openStdin())
                .putTexts("Env", environment())
                .putTexts("Cmd", spec.command().isEmpty() ? record.execution().command() : spec.command())
                .put("Image", spec.image())
                .put("WorkingDir", spec.workingFolder().orElse(record.execution().workingFolder()))
                .putTexts("Entrypoint", spec.entrypoint().orElse(record.execution().entrypoint()))
                .putTextMap("Labels", labels);
        spec.stopSignal().or(record.execution()::stopSignal).ifPresent(signal -> json.put("StopSignal", signal));
        spec.supervision().stopTimeout().ifPresent(time -> json.put("StopTimeout", time.toSeconds()));
        List<String> exposed = spec.ports().exposedWith(record.execution().exposedPorts());
        if (!exposed.isEmpty()) {
            JsonObject.Builder ports = JsonObject.builder();
            exposed.forEach(port -> ports.put(port, JsonObject.EMPTY));
            json.put("ExposedPorts", ports.build());
        }
        if (!spec.supervision().health().test().isEmpty()) {
            json.put("Healthcheck", JsonObject.builder().putTexts("Test", spec.supervision().health().test()).build());
        }
        return json.build();
    }

    /** The image's under the user's, as the program has them. */
    private List<String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String variable : container.record().execution().environment()) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        variables.putAll(container.record().spec().environment());
        return variables.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    }
}
