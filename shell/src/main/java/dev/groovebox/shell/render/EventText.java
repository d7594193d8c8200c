package dev.groovebox.shell.render;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.failure.TerminalText;
import dev.groovebox.sandbox.operation.SystemEvent;
import java.util.Optional;
import java.util.stream.Collectors;

/** Events as docker shows them: a line each, an object of its names, or what a template says. */
public final class EventText {
    private final Optional<String> format;

    private EventText(Optional<String> format) {
        this.format = format;
    }

    /** @param format json or a template; absent: docker's line */
    public static EventText of(Optional<String> format) {
        return new EventText(format);
    }

    public String line(SystemEvent event) {
        if (format.isEmpty()) {
            return plain(event);
        }
        return format.get().equals("json") || format.get().equals("{{json .}}")
                ? Json.text(document(event, "status", "id", "from", "scope", "time", "timeNano"), false)
                : DocumentTemplate.apply(format.get(), document(event, "Status", "ID", "From", "Scope", "Time", "TimeNano"));
    }

    /** An exec's words may have newlines, and one event is one line. */
    private static String plain(SystemEvent event) {
        String attributes = event.attributes().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        return TerminalText.escapedLine(NanosecondTime.text(event.time()) + " " + event.type() + " " + event.action() + " " + event.id()
                + (attributes.isEmpty() ? "" : " (" + attributes + ")"));
    }

    /** In JSON docker's members have other names than its templates' fields. */
    private static JsonObject document(
            SystemEvent event, String status, String id, String from, String scope, String time, String nanos) {
        JsonObject.Builder json = JsonObject.builder();
        if (event.type().equals("container") || event.type().equals("image")) {
            json.put(status, event.action()).put(id, event.id());
        }
        if (event.attributes().containsKey("image")) {
            json.put(from, event.attributes().get("image"));
        }
        return json.put("Type", event.type())
                .put("Action", event.action())
                .put("Actor", JsonObject.builder().put("ID", event.id()).putTextMap("Attributes", event.attributes()).build())
                .put(scope, "local")
                .put(time, event.time().getEpochSecond())
                .put(nanos, event.nanoseconds())
                .build();
    }
}
