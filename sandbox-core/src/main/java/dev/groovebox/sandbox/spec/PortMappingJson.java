package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;

/** A {@link PortMapping} as JSON. */
public final class PortMappingJson {
    private PortMappingJson() {}

    public static JsonObject write(PortMapping port) {
        JsonObject.Builder json = JsonObject.builder();
        port.address().ifPresent(address -> json.put("address", IpText.of(address)));
        port.hostPort().ifPresent(number -> json.put("hostPort", number));
        port.lastHostPort().ifPresent(number -> json.put("lastHostPort", number));
        return json.put("containerPort", port.containerPort()).put("protocol", port.protocol().word()).build();
    }

    public static PortMapping read(JsonObject json) {
        return new PortMapping(
                json.text("address").map(text -> IpText.parse(text)
                        .orElseThrow(() -> new JsonException("'" + text + "' is no address"))),
                ContainerSpecJson.integer(json, "hostPort"),
                ContainerSpecJson.integer(json, "lastHostPort"),
                (int) json.requireInteger("containerPort"),
                PortMapping.Protocol.named(json.requireText("protocol"))
                        .orElseThrow(() -> new JsonException("'protocol' is unknown")));
    }
}
