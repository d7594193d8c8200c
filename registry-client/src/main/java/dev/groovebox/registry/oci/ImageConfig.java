package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image's configuration (image-spec, config.md). The bytes that were stored are kept as they came;
 * this is a reading of them.
 *
 * @param diffIds the layers' uncompressed digests, lowest first
 */
public record ImageConfig(
        Optional<Instant> created,
        Optional<String> author,
        Platform platform,
        Execution execution,
        List<Digest> diffIds,
        List<History> history) {
    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /** @throws IllegalArgumentException when the bytes are no image configuration */
    public static ImageConfig parse(byte[] bytes) {
        return ImageConfigJson.read(Json.readObject(bytes));
    }

    public byte[] write() {
        return Json.write(ImageConfigJson.write(this, JsonObject.EMPTY));
    }

    /** Like {@link #write()}, but what {@code base} says of execution and we have no word for, such as a domain name, stays. */
    public byte[] writeOver(byte[] base) {
        return Json.write(ImageConfigJson.write(this, Json.readObject(base)));
    }

    public ImageConfig withExecution(Execution value) {
        return new ImageConfig(created, author, platform, value, diffIds, history);
    }

    /**
     * The "config" object: how a container of this image is run by default.
     *
     * @param environment NAME=value
     * @param user docker's form; empty means root
     * @param workingFolder empty means /
     * @param shell what runs the shell form of a Dockerfile's instructions; empty means /bin/sh -c
     * @param onBuild instructions of a Dockerfile, for builds on this image
     */
    public record Execution(
            String user,
            List<String> environment,
            List<String> entrypoint,
            List<String> command,
            String workingFolder,
            Map<String, String> labels,
            List<String> exposedPorts,
            List<String> volumes,
            Optional<String> stopSignal,
            Optional<Healthcheck> healthcheck,
            List<String> shell,
            List<String> onBuild) {
        public static final Execution EMPTY = new Execution(
                "", List.of(), List.of(), List.of(), "", Map.of(), List.of(), List.of(), Optional.empty());

        /** As the "config" object of an image configuration. */
        public JsonObject toJson() {
            return ImageConfigJson.writeExecution(this, JsonObject.EMPTY);
        }

        /** @throws IllegalArgumentException when it is no such object */
        public static Execution fromJson(JsonObject json) {
            return ImageConfigJson.readExecution(json);
        }

        /** One without what only docker's configurations have. */
        public Execution(
                String user,
                List<String> environment,
                List<String> entrypoint,
                List<String> command,
                String workingFolder,
                Map<String, String> labels,
                List<String> exposedPorts,
                List<String> volumes,
                Optional<String> stopSignal) {
            this(user, environment, entrypoint, command, workingFolder, labels, exposedPorts, volumes, stopSignal,
                    Optional.empty(), List.of(), List.of());
        }

        public Execution withUser(String value) {
            return new Execution(value, environment, entrypoint, command, workingFolder, labels, exposedPorts, volumes,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withEnvironment(List<String> value) {
            return new Execution(user, value, entrypoint, command, workingFolder, labels, exposedPorts, volumes,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withEntrypoint(List<String> value) {
            return new Execution(user, environment, value, command, workingFolder, labels, exposedPorts, volumes,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withCommand(List<String> value) {
            return new Execution(user, environment, entrypoint, value, workingFolder, labels, exposedPorts, volumes,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withWorkingFolder(String value) {
            return new Execution(user, environment, entrypoint, command, value, labels, exposedPorts, volumes,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withLabels(Map<String, String> value) {
            return new Execution(user, environment, entrypoint, command, workingFolder, value, exposedPorts, volumes,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withExposedPorts(List<String> value) {
            return new Execution(user, environment, entrypoint, command, workingFolder, labels, value, volumes,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withVolumes(List<String> value) {
            return new Execution(user, environment, entrypoint, command, workingFolder, labels, exposedPorts, value,
                    stopSignal, healthcheck, shell, onBuild);
        }

        public Execution withStopSignal(Optional<String> value) {
            return new Execution(user, environment, entrypoint, command, workingFolder, labels, exposedPorts, volumes,
                    value, healthcheck, shell, onBuild);
        }

        public Execution withHealthcheck(Optional<Healthcheck> value) {
            return new Execution(user, environment, entrypoint, command, workingFolder, labels, exposedPorts, volumes,
                    stopSignal, value, shell, onBuild);
        }

        public Execution withShell(List<String> value) {
            return new Execution(user, environment, entrypoint, command, workingFolder, labels, exposedPorts, volumes,
                    stopSignal, healthcheck, value, onBuild);
        }

        public Execution withOnBuild(List<String> value) {
            return new Execution(user, environment, entrypoint, command, workingFolder, labels, exposedPorts, volumes,
                    stopSignal, healthcheck, shell, value);
        }
    }

    /** One line of {@code history}; empty layers changed the configuration only. */
    public record History(Optional<Instant> created, String createdBy, String comment, boolean emptyLayer) {}
}
