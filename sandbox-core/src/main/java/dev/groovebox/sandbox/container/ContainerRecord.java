package dev.groovebox.sandbox.container;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecJson;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.spec.MountSpecJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What is written down of a container before anything else of it exists, its config.json: all that it takes to start it,
 * now and again later.
 *
 * @param spec what was asked for; its name is not looked at, since containers are renamed
 * @param imageId the config's digest; empty for a build's step
 * @param execution how the image is run by default, as it was when the container was made
 * @param command the whole of it, entrypoint included
 * @param userIdBase the first host id of its user namespace; absent when its ids are the host's
 * @param inherited the mounts of the containers that its spec takes volumes from, as they were when it was made: those may be
 *     renamed or go. Volumes have their names, and no target is one of the spec's own
 */
public record ContainerRecord(
        String id,
        String name,
        ContainerSpec spec,
        String imageId,
        ImageConfig.Execution execution,
        List<String> command,
        Instant created,
        OptionalLong userIdBase,
        List<MountSpec> inherited) {
    public ContainerRecord {
        command = List.copyOf(command);
        inherited = List.copyOf(inherited);
    }

    /** The image as the user named it. */
    public String image() {
        return spec.image();
    }

    public Map<String, String> labels() {
        return spec.labels();
    }

    /** Those that were asked for, then those of other containers. */
    public List<MountSpec> mounts() {
        return Stream.concat(spec.mounts().stream(), inherited.stream()).toList();
    }

    /** It is deleted when it has ended: whoever finds it dead deletes it. */
    public boolean ephemeral() {
        return spec.remove();
    }

    public ContainerRecord named(String newName) {
        return new ContainerRecord(id, newName, spec, imageId, execution, command, created, userIdBase, inherited);
    }

    public ContainerRecord withSpec(ContainerSpec newSpec) {
        return new ContainerRecord(id, name, newSpec, imageId, execution, command, created, userIdBase, inherited);
    }

    byte[] toJson() {
        JsonObject.Builder json = JsonObject.builder()
                .put("id", id)
                .put("name", name)
                .put("imageId", imageId)
                .putTexts("command", command)
                .put("created", created.toString())
                .put("spec", ContainerSpecJson.write(spec))
                .put("execution", execution.toJson());
        userIdBase.ifPresent(base -> json.put("userIdBase", base));
        if (!inherited.isEmpty()) {
            json.putObjects("inherited", inherited.stream().map(MountSpecJson::write).toList());
        }
        return Json.write(json.build());
    }

    /** @throws JsonException when the bytes are no record */
    static ContainerRecord fromJson(byte[] bytes) {
        JsonObject json = Json.readObject(bytes);
        try {
            return new ContainerRecord(
                    json.requireText("id"),
                    json.requireText("name"),
                    ContainerSpecJson.read(json.requireObject("spec")),
                    json.requireText("imageId"),
                    ImageConfig.Execution.fromJson(json.requireObject("execution")),
                    json.texts("command"),
                    RecordedTime.parse(json.requireText("created")),
                    json.integer("userIdBase"),
                    json.objects("inherited").stream().map(MountSpecJson::read).toList());
        } catch (java.time.format.DateTimeParseException e) {
            throw new JsonException("created: no time", e);
        }
    }
}
