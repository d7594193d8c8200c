package dev.groovebox.sandbox.cdi;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.spec.DeviceSpec;
import dev.groovebox.sandbox.spec.MountSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the containerEdits of a description. What is not understood is refused: a device that half works is worse than none. */
final class EditsReader {
    private static final long MOST_ID = 0xFFFF_FFFEL;
    private static final Set<String> OPTIONS =
            Set.of("ro", "rw", "nosuid", "suid", "nodev", "dev", "noexec", "exec", "bind", "rbind", "private", "rprivate");

    private EditsReader() {}

    /** @throws JsonException saying what is wrong with it */
    static ContainerEdits read(JsonObject edits) {
        Fields.requireKnown(edits, "containerEdits", "env", "deviceNodes", "mounts", "hooks", "additionalGids", "intelRdt", "netDevices");
        edits.objects("hooks").stream().findFirst().ifPresent(hook -> {
            throw new JsonException("it wants " + hook.requireText("path") + " to be run on this machine (hook "
                    + hook.requireText("hookName") + "), which Groovebox does not do");
        });
        for (String name : List.of("intelRdt", "netDevices")) {
            if (edits.has(name)) {
                throw new JsonException("'" + name + "' is not supported");
            }
        }
        return new ContainerEdits(
                environment(edits.texts("env")),
                edits.objects("deviceNodes").stream().map(EditsReader::node).toList(),
                edits.objects("mounts").stream().map(EditsReader::mount).toList(),
                Fields.numbers(edits, "additionalGids", MOST_ID));
    }

    private static Map<String, String> environment(List<String> variables) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            if (equals < 1 || variable.indexOf('\0') >= 0) {
                throw new JsonException("env '" + variable + "' is not NAME=value");
            }
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return environment;
    }

    private static DeviceNode node(JsonObject node) {
        Fields.requireKnown(
                node, "deviceNodes", "path", "hostPath", "permissions", "type", "major", "minor", "fileMode", "uid", "gid");
        String path = node.requireText("path");
        DeviceSpec device = new DeviceSpec(
                Fields.path(node.text("hostPath").orElse(path)), path, node.text("permissions").filter(text -> !text.isEmpty()).orElse("rwm"));
        if (!device.problems().isEmpty()) {
            throw new JsonException("device node: " + device.problems().get(0));
        }
        OptionalLong mode = Fields.number(node, "fileMode", 0xFFFF_FFFFL);
        return new DeviceNode(
                device,
                numbers(node),
                mode.isPresent() ? OptionalInt.of((int) mode.getAsLong() & 07777) : OptionalInt.empty(),
                Fields.number(node, "uid", MOST_ID),
                Fields.number(node, "gid", MOST_ID));
    }

    private static Optional<DeviceNode.Numbers> numbers(JsonObject node) {
        String type = node.text("type").orElse("");
        if (!Set.of("", "b", "c", "u").contains(type)) {
            throw new JsonException("device node '" + node.requireText("path") + "' is of type '" + type + "', which is none of b, c, u");
        }
        OptionalLong major = Fields.number(node, "major", 0xFFF);
        OptionalLong minor = Fields.number(node, "minor", 0xF_FFFF);
        return type.isEmpty() || major.isEmpty() || major.getAsLong() == 0
                ? Optional.empty()
                : Optional.of(new DeviceNode.Numbers(type.equals("b"), (int) major.getAsLong(), (int) minor.orElse(0)));
    }

    private static ContainerEdits.EditMount mount(JsonObject mount) {
        Fields.requireKnown(mount, "mounts", "hostPath", "containerPath", "options", "type");
        String target = mount.requireText("containerPath");
        MountSpec.targetProblem(target).ifPresent(problem -> {
            throw new JsonException("mount: " + problem);
        });
        String type = mount.text("type").orElse("");
        if (!Set.of("", "bind", "none").contains(type)) {
            throw new JsonException("mount '" + target + "' is of type '" + type + "', and only bind is supported");
        }
        List<String> options = mount.texts("options");
        for (String option : options) {
            if (!OPTIONS.contains(option)) {
                throw new JsonException("mount '" + target + "': option '" + option + "' is not supported");
            }
        }
        return new ContainerEdits.EditMount(
                Fields.path(mount.requireText("hostPath")),
                target,
                isLast(options, "ro", "rw"),
                isLast(options, "nosuid", "suid"),
                isLast(options, "nodev", "dev"),
                isLast(options, "noexec", "exec"),
                options.contains("rbind"));
    }

    /** Of two that contradict each other the later counts, as with mount(8). */
    private static boolean isLast(List<String> options, String word, String opposite) {
        return options.lastIndexOf(word) > options.lastIndexOf(opposite);
    }
}
