package dev.groovebox.sandbox.network;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.spec.AddressRange;
import dev.groovebox.sandbox.spec.DriverOptions;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.NetworkDriver;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.Subnet;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network as it is written down.
 *
 * @param ranges each with its gateway
 * @param device the bridge's interface, or the card that macvlan and ipvlan stand on
 */
public record Network(
        String id,
        String name,
        NetworkDriver driver,
        List<AddressRange> ranges,
        boolean internal,
        Map<String, String> options,
        Map<String, String> labels,
        Instant created,
        String device) {
    public Network {
        ranges = List.copyOf(ranges);
    }

    /** On the network that nobody chose, containers have no names, as docker has it. */
    public boolean isDefault() {
        return name.equals(NetworkSpec.DEFAULT_NAME);
    }

    public boolean hasIpv6() {
        return ranges.stream().anyMatch(range -> !range.subnet().v4());
    }

    OptionalInt mtu() {
        return told().mtu();
    }

    DriverOptions told() {
        return new DriverOptions(options);
    }

    public String option(String name, String usual) {
        return options.getOrDefault(name, usual);
    }

    byte[] toJson() {
        return Json.write(JsonObject.builder()
                .put("id", id)
                .put("name", name)
                .put("driver", driver.word())
                .putObjects("ranges", ranges.stream().map(Network::json).toList())
                .put("internal", internal)
                .putTextMap("options", options)
                .putTextMap("labels", labels)
                .put("created", created.toString())
                .put("device", device)
                .build());
    }

    private static JsonObject json(AddressRange range) {
        JsonObject.Builder json = JsonObject.builder()
                .put("subnet", range.subnet().toString())
                .put("gateway", IpText.of(range.gatewayAddress()));
        range.pool().ifPresent(pool -> json.put("pool", pool.toString()));
        return json.build();
    }

    /** @throws JsonException when the bytes are no network */
    static Network fromJson(byte[] bytes) {
        JsonObject json = Json.readObject(bytes);
        try {
            return new Network(
                    json.requireText("id"),
                    json.requireText("name"),
                    NetworkDriver.named(json.requireText("driver")).orElseThrow(() -> new JsonException("'driver' is unknown")),
                    json.objects("ranges").stream().map(Network::range).toList(),
                    json.bool("internal").orElse(false),
                    json.textMap("options"),
                    json.textMap("labels"),
                    Instant.parse(json.requireText("created")),
                    json.requireText("device"));
        } catch (DateTimeParseException e) {
            throw new JsonException("created: no time", e);
        }
    }

    private static AddressRange range(JsonObject json) {
        return new AddressRange(
                subnet(json.requireText("subnet")),
                Optional.of(IpText.parse(json.requireText("gateway")).orElseThrow(() -> new JsonException("'gateway' is no address"))),
                json.text("pool").map(Network::subnet));
    }

    private static Subnet subnet(String text) {
        return Subnet.parse(text).orElseThrow(() -> new JsonException("'" + text + "' is no subnet"));
    }
}
