package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** A {@link MountSpec} as JSON. */
public final class MountSpecJson {
    private MountSpecJson() {}

    public static JsonObject write(MountSpec mount) {
        ContainerSpecJson.Writer json = new ContainerSpecJson.Writer();
        json.builder.put("target", mount.target());
        json.flag("idmap", mount.idmapped());
        if (mount instanceof MountSpec.Bind bind) {
            json.builder.put("type", "bind").put("source", bind.source().toString());
            json.flag("readOnly", bind.readOnly());
        } else if (mount instanceof MountSpec.Tmpfs tmpfs) {
            json.builder.put("type", "tmpfs");
            json.number("sizeBytes", tmpfs.sizeBytes());
            json.number("mode", tmpfs.mode());
            json.number("uid", tmpfs.uid());
            json.number("gid", tmpfs.gid());
            json.number("inodes", tmpfs.inodes());
            json.texts("rights", tmpfs.rights().stream().map(Enum::name).sorted().toList());
        }
        if (mount instanceof MountSpec.Volume volume) {
            json.builder.put("type", "volume").put("name", volume.name()).put("copyUp", volume.copyUp());
            json.flag("readOnly", volume.readOnly());
            if (!volume.subpath().isEmpty()) {
                json.builder.put("subpath", volume.subpath());
            }
        }
        return json.builder.build();
    }

    private static Set<MountSpec.Tmpfs.Right> rights(JsonObject json) {
        return json.texts("rights").stream()
                .map(name -> ContainerSpecJson.constant(MountSpec.Tmpfs.Right.class, name))
                .collect(Collectors.toSet());
    }

    public static MountSpec read(JsonObject json) {
        String target = json.requireText("target");
        return switch (json.requireText("type")) {
            case "bind" -> new MountSpec.Bind(
                    Path.of(json.requireText("source")), target, ContainerSpecJson.flag(json, "readOnly"), ContainerSpecJson.flag(json, "idmap"));
            case "volume" -> new MountSpec.Volume(
                    json.requireText("name"),
                    target,
                    ContainerSpecJson.flag(json, "readOnly"),
                    ContainerSpecJson.flag(json, "copyUp"),
                    json.text("subpath").orElse(""),
                    ContainerSpecJson.flag(json, "idmap"));
            case "tmpfs" -> new MountSpec.Tmpfs(
                    target,
                    json.integer("sizeBytes"),
                    ContainerSpecJson.integer(json, "mode"),
                    json.integer("uid"),
                    json.integer("gid"),
                    json.integer("inodes"),
                    rights(json));
            default -> throw new JsonException("'type' of a mount is unknown: " + json.requireText("type"));
        };
    }
}
