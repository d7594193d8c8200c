package dev.groovebox.sandbox.network;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.spec.IpText;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * One interface of a container's.
 *
 * @param network the name of its network
 * @param inside its name in the container
 * @param outside the other end's name on the host; empty when there is none
 * @param mac six bytes, as text with colons
 * @param addresses on the network, at most one of each kind
 * @param gateways of the same kinds as the addresses; none on an internal network
 * @param aliases more names of the container on this network
 */
public record Endpoint(
        String network,
        String inside,
        String outside,
        String mac,
        List<InetAddress> addresses,
        List<Integer> prefixLengths,
        List<InetAddress> gateways,
        List<String> aliases) {
    public Endpoint {
        addresses = List.copyOf(addresses);
        prefixLengths = List.copyOf(prefixLengths);
        gateways = List.copyOf(gateways);
        aliases = List.copyOf(aliases);
    }

    Optional<InetAddress> address(boolean v4) {
        return ofKind(addresses, v4);
    }

    public Optional<InetAddress> gateway(boolean v4) {
        return ofKind(gateways, v4);
    }

    private static Optional<InetAddress> ofKind(List<InetAddress> addresses, boolean v4) {
        return addresses.stream().filter(address -> (address.getAddress().length == 4) == v4).findFirst();
    }

    byte[] macBytes() {
        return java.util.HexFormat.ofDelimiter(":").parseHex(mac);
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("network", network)
                .put("inside", inside)
                .put("outside", outside)
                .put("mac", mac)
                .putTexts("addresses", addresses.stream().map(IpText::of).toList())
                .putTexts("prefixLengths", prefixLengths.stream().map(String::valueOf).toList())
                .putTexts("gateways", gateways.stream().map(IpText::of).toList())
                .putTexts("aliases", aliases)
                .build();
    }

    static Endpoint fromJson(JsonObject json) {
        return new Endpoint(
                json.requireText("network"),
                json.requireText("inside"),
                json.requireText("outside"),
                json.requireText("mac"),
                addresses(json, "addresses"),
                json.texts("prefixLengths").stream().map(Integer::valueOf).toList(),
                addresses(json, "gateways"),
                json.texts("aliases"));
    }

    private static List<InetAddress> addresses(JsonObject json, String name) {
        return json.texts(name).stream()
                .map(text -> IpText.parse(text).orElseThrow(() -> new JsonException("'" + text + "' is no address")))
                .toList();
    }
}
