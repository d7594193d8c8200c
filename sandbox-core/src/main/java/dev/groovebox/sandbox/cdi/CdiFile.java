package dev.groovebox.sandbox.cdi;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.spec.CdiName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of descriptions.
 *
 * @param edits for each of its devices, beside the device's own
 * @param devices their edits by name, not read yet: what is wrong with one is no matter of the others
 */
record CdiFile(Path path, String kind, Optional<JsonObject> edits, Map<String, JsonObject> devices) {
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern VERSION = Pattern.compile("v?(0\\.[1-9]|1\\.[01])\\.\\d{1,4}");

    /** @throws JsonException saying what is wrong with it */
    static CdiFile read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new JsonException("it is no file");
        }
        if (Files.size(path) > MOST_BYTES) {
            throw new JsonException("it has more than 1 MB");
        }
        JsonObject file = Json.readObject(Files.readAllBytes(path));
        String version = file.requireText("cdiVersion");
        if (!VERSION.matcher(version).matches()) {
            throw new JsonException("cdiVersion '" + version + "' is none of 0.1.0 to 1.1");
        }
        Fields.requireKnown(file, "a description", "cdiVersion", "kind", "annotations", "devices", "containerEdits");
        String kind = file.requireText("kind");
        if (!CdiName.isKind(kind)) {
            throw new JsonException("kind '" + kind + "' is not VENDOR/CLASS");
        }
        return new CdiFile(path, kind, file.object("containerEdits"), devices(file));
    }

    private static Map<String, JsonObject> devices(JsonObject file) {
        Map<String, JsonObject> devices = new LinkedHashMap<>();
        for (JsonObject device : file.objects("devices")) {
            Fields.requireKnown(device, "devices", "name", "annotations", "containerEdits");
            String name = device.requireText("name");
            if (!CdiName.isName(name)) {
                throw new JsonException("'" + name + "' is no name of a device");
            }
            if (devices.put(name, device.requireObject("containerEdits")) != null) {
                throw new JsonException("device '" + name + "' is described twice");
            }
        }
        if (devices.isEmpty()) {
            throw new JsonException("it describes no device");
        }
        return devices;
    }

    /** @throws JsonException when they ask for what can't be done */
    ContainerEdits editsOf(String device) {
        ContainerEdits own = EditsReader.read(devices.get(device));
        return edits.map(EditsReader::read).map(all -> all.and(own)).orElse(own);
    }
}
