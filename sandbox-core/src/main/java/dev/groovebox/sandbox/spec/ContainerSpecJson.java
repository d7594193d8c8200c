package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.registry.oci.Platform;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A {@link ContainerSpec} as JSON, so that a container can be started again by whoever comes later. What is as usual is
 * left out, so that a spec of an older version is read by a newer one.
 */
public final class ContainerSpecJson {
    private ContainerSpecJson() {}

    public static JsonObject write(ContainerSpec spec) {
        Writer json = new Writer();
        json.text("name", spec.name());
        json.builder.put("image", spec.image());
        json.text("platform", spec.platform().map(Platform::toString));
        json.texts("command", spec.command());
        spec.entrypoint().ifPresent(words -> json.builder.putTexts("entrypoint", words));
        json.textMap("environment", spec.environment());
        json.text("workingFolder", spec.workingFolder());
        json.text("user", spec.user());
        json.texts("additionalGroups", spec.additionalGroups());
        json.text("hostname", spec.hostname());
        json.object("limits", LimitsJson.write(spec.limits()));
        json.objects("mounts", spec.mounts().stream().map(MountSpecJson::write).toList());
        json.flag("readOnlyRoot", spec.readOnlyRoot());
        json.builder.put("network", NetworkSpecJson.write(spec.network()));
        writeRights(json, spec);
        json.flag("init", spec.init());
        json.flag("terminal", spec.terminal());
        json.flag("openStdin", spec.openStdin());
        json.duration("timeout", spec.timeout());
        json.text("stopSignal", spec.stopSignal());
        json.textMap("labels", spec.labels());
        json.flag("remove", spec.remove());
        json.object("supervision", SupervisionJson.write(spec.supervision()));
        writeSurroundings(json, spec);
        return json.builder.build();
    }

    private static void writeRights(Writer json, ContainerSpec spec) {
        json.texts("capabilitiesAdded", spec.capabilitiesAdded());
        json.texts("capabilitiesDropped", spec.capabilitiesDropped());
        json.flag("privileged", spec.privileged());
        json.object("seccomp", SeccompChoiceJson.write(spec.seccomp()));
        json.builder.put("noNewPrivileges", spec.noNewPrivileges());
        json.builder.put("userNamespace", spec.userNamespace().name());
        json.objects("ulimits", spec.ulimits().stream()
                .map(limit -> JsonObject.builder()
                        .put("name", limit.name()).put("soft", limit.soft()).put("hard", limit.hard()).build())
                .toList());
        json.number("oomScoreAdjustment", spec.oomScoreAdjustment());
        json.builder.put("umask", spec.umask());
    }

    private static void writeSurroundings(Writer json, ContainerSpec spec) {
        json.builder.put("pidNamespace", spec.sharing().pid().text());
        json.builder.put("ipcNamespace", spec.sharing().ipc().text());
        json.builder.put("utsNamespace", spec.sharing().uts().text());
        json.texts("hosts", spec.names().hosts());
        json.texts("nameServers", spec.names().servers());
        json.texts("searches", spec.names().searches());
        json.texts("resolverOptions", spec.names().options());
        json.textMap("sysctls", spec.sysctls());
        json.number("shmBytes", spec.shmBytes());
        json.objects("devices", spec.devices().stream()
                .map(device -> JsonObject.builder()
                        .put("source", device.source().toString())
                        .put("target", device.target())
                        .put("permissions", device.permissions())
                        .build())
                .toList());
        json.texts("cdiDevices", spec.cdiDevices());
        json.objects("ports", spec.ports().mappings().stream().map(PortMappingJson::write).toList());
        json.texts("exposed", spec.ports().exposed());
        json.flag("publishAll", spec.ports().all());
        json.texts("volumesFrom", spec.volumesFrom());
    }

    /** @throws JsonException when it is no spec */
    public static ContainerSpec read(JsonObject json) {
        return new ContainerSpec(
                json.text("name"),
                json.requireText("image"),
                json.text("platform").map(Platform::parse),
                json.texts("command"),
                json.has("entrypoint") ? Optional.of(json.texts("entrypoint")) : Optional.empty(),
                json.textMap("environment"),
                json.text("workingFolder"),
                json.text("user"),
                json.texts("additionalGroups"),
                json.text("hostname"),
                LimitsJson.read(json.object("limits").orElse(JsonObject.EMPTY)),
                json.objects("mounts").stream().map(MountSpecJson::read).toList(),
                flag(json, "readOnlyRoot"),
                NetworkSpecJson.read(json.requireObject("network")),
                json.texts("capabilitiesAdded"),
                json.texts("capabilitiesDropped"),
                flag(json, "privileged"),
                SeccompChoiceJson.read(json.object("seccomp").orElse(JsonObject.EMPTY)),
                flag(json, "noNewPrivileges"),
                constant(UserNamespace.class, json.requireText("userNamespace")),
                json.objects("ulimits").stream()
                        .map(limit -> new Ulimit(
                                limit.requireText("name"), limit.requireInteger("soft"), limit.requireInteger("hard")))
                        .toList(),
                integer(json, "oomScoreAdjustment"),
                (int) json.requireInteger("umask"),
                flag(json, "init"),
                flag(json, "terminal"),
                flag(json, "openStdin"),
                duration(json, "timeout"),
                json.text("stopSignal"),
                json.textMap("labels"),
                flag(json, "remove"),
                SupervisionJson.read(json.object("supervision").orElse(JsonObject.EMPTY)),
                new NamespaceSharing(
                        namespace(json, "pidNamespace"), namespace(json, "ipcNamespace"), namespace(json, "utsNamespace")),
                new NameResolution(
                        json.texts("hosts"), json.texts("nameServers"), json.texts("searches"), json.texts("resolverOptions")),
                json.textMap("sysctls"),
                json.integer("shmBytes"),
                json.objects("devices").stream()
                        .map(device -> new DeviceSpec(
                                java.nio.file.Path.of(device.requireText("source")),
                                device.requireText("target"),
                                device.requireText("permissions")))
                        .toList(),
                json.texts("cdiDevices"),
                new PublishedPorts(
                        json.objects("ports").stream().map(PortMappingJson::read).toList(),
                        json.texts("exposed"),
                        flag(json, "publishAll")),
                json.texts("volumesFrom"));
    }

    private static NamespaceChoice namespace(JsonObject json, String name) {
        return NamespaceChoice.parse(json.text(name).orElse(""))
                .orElseThrow(() -> new JsonException("'" + name + "' is no namespace"));
    }

    static boolean flag(JsonObject json, String name) {
        return json.bool(name).orElse(false);
    }

    static OptionalInt integer(JsonObject json, String name) {
        OptionalLong value = json.integer(name);
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    /** In nanoseconds, as docker writes them. */
    static Optional<Duration> duration(JsonObject json, String name) {
        OptionalLong nanos = json.integer(name);
        return nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
    }

    static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new JsonException("'" + name + "' is no " + type.getSimpleName(), e);
        }
    }

    /** Leaves out what is absent, empty or false. */
    static final class Writer {
        final JsonObject.Builder builder = JsonObject.builder();

        void text(String name, Optional<String> value) {
            value.ifPresent(text -> builder.put(name, text));
        }

        void texts(String name, List<String> values) {
            if (!values.isEmpty()) {
                builder.putTexts(name, values);
            }
        }

        void textMap(String name, Map<String, String> values) {
            if (!values.isEmpty()) {
                builder.putTextMap(name, values);
            }
        }

        void flag(String name, boolean value) {
            if (value) {
                builder.put(name, true);
            }
        }

        void number(String name, OptionalInt value) {
            value.ifPresent(number -> builder.put(name, number));
        }

        void number(String name, OptionalLong value) {
            value.ifPresent(number -> builder.put(name, number));
        }

        void decimal(String name, Optional<BigDecimal> value) {
            value.ifPresent(number -> builder.put(name, new JsonValue.Number(number)));
        }

        void duration(String name, Optional<Duration> value) {
            value.ifPresent(duration -> builder.put(name, duration.toNanos()));
        }

        void object(String name, JsonObject value) {
            if (!value.members().isEmpty()) {
                builder.put(name, value);
            }
        }

        void objects(String name, List<JsonObject> values) {
            if (!values.isEmpty()) {
                builder.putObjects(name, values);
            }
        }
    }
}
