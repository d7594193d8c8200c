package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.spec.SpecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Docker's {@code events --filter}: of one key any value must fit, of labels every one, and of each key one. */
public record EventFilter(Map<String, List<String>> wanted) {
    public static final EventFilter NONE = new EventFilter(Map.of());

    public static final List<String> KEYS = List.of("container", "event", "image", "label", "network", "type", "volume");

    public EventFilter {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        wanted.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        wanted = copy;
        for (String key : wanted.keySet()) {
            if (!KEYS.contains(key)) {
                throw new SpecException("cannot filter events by", key,
                        List.of("there are " + String.join(", ", KEYS) + NearestWord.hint(key, KEYS)));
            }
        }
    }

    public boolean takes(SystemEvent event) {
        return wanted.entrySet().stream().allMatch(entry -> entry.getKey().equals("label")
                ? entry.getValue().stream().allMatch(value -> hasLabel(event, value))
                : entry.getValue().stream().anyMatch(value -> fits(entry.getKey(), value, event)));
    }

    private static boolean fits(String key, String value, SystemEvent event) {
        return switch (key) {
            case "type" -> event.type().equals(value);
            // Docker's rule: "health_status" fits "health_status: healthy".
            case "event" -> event.action().equals(value) || event.action().startsWith(value + ":");
            case "image" -> isImage(event, value);
            case "container" -> isObject(event, key, value) || isMember(event, value);
            default -> isObject(event, key, value);
        };
    }

    private static boolean isObject(SystemEvent event, String type, String value) {
        return event.type().equals(type)
                && (event.id().startsWith(value) || event.attributes().getOrDefault("name", "").equals(value));
    }

    /** What connects a network to a container is of both. */
    private static boolean isMember(SystemEvent event, String value) {
        return !event.type().equals("container") && event.attributes().getOrDefault("container", "").startsWith(value);
    }

    private static boolean isImage(SystemEvent event, String value) {
        String name = event.attributes().getOrDefault(event.type().equals("image") ? "name" : "image", "");
        return isNamed(name, value) || event.type().equals("image") && (isNamed(event.id(), value) || event.id().startsWith("sha256:" + value));
    }

    private static boolean isNamed(String name, String value) {
        return !name.isEmpty() && (name.equals(value) || name.equals(value + ":latest") || name.startsWith(value + ":") || (name + ":latest").equals(value));
    }

    private static boolean hasLabel(SystemEvent event, String value) {
        int equals = value.indexOf('=');
        return equals < 0
                ? event.attributes().containsKey(value)
                : value.substring(equals + 1).equals(event.attributes().get(value.substring(0, equals)));
    }
}
