package dev.groovebox.sandbox.inside;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.util.List;

/**
 * A container's mounts as docker's {@code inspect} has them.
 *
 * @param paths where the volumes lie
 */
public record MountDocuments(EnginePaths paths) {
    /** @param mounts whose volumes have their names */
    public List<JsonObject> of(List<MountSpec> mounts) {
        return mounts.stream().map(this::of).toList();
    }

    private JsonObject of(MountSpec mount) {
        if (mount instanceof MountSpec.Volume volume) {
            JsonObject.Builder json = JsonObject.builder()
                    .put("Type", "volume")
                    .put("Name", volume.name())
                    .put("Source", paths.volumeData(volume.name()).toString())
                    .put("Destination", volume.target())
                    .put("Driver", "local");
            return finished(json, volume, volume.readOnly(), "");
        }
        if (mount instanceof MountSpec.Bind bind) {
            JsonObject.Builder json = JsonObject.builder()
                    .put("Type", "bind")
                    .put("Source", bind.source().toString())
                    .put("Destination", bind.target());
            return finished(json, bind, bind.readOnly(), "rprivate");
        }
        JsonObject.Builder json = JsonObject.builder()
                .put("Type", "tmpfs")
                .put("Source", "")
                .put("Destination", mount.target());
        return finished(json, mount, false, "");
    }

    private static JsonObject finished(JsonObject.Builder json, MountSpec mount, boolean readOnly, String propagation) {
        return json.put("Mode", (readOnly ? "ro" : "") + (readOnly && mount.idmapped() ? "," : "") + (mount.idmapped() ? "idmap" : ""))
                .put("RW", !readOnly)
                .put("Propagation", propagation)
                .build();
    }
}
