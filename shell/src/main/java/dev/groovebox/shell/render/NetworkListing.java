package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.NetworkSummary;
import java.util.List;
import java.util.function.Function;

/** Networks, as rows of {@code network ls} and as documents in docker's shape. */
public final class NetworkListing {
    private NetworkListing() {}

    public static Listing<NetworkSummary> of(boolean truncated) {
        Function<NetworkSummary, String> id = row -> truncated ? ShortId.of(row.id()) : row.id();
        return new Listing<>(
                List.of(
                        new Column<>("NETWORK ID", "ID", true, id),
                        new Column<>("NAME", "Name", true, NetworkSummary::name),
                        new Column<>("DRIVER", "Driver", true, NetworkSummary::driver),
                        new Column<>("SCOPE", "Scope", true, row -> "local"),
                        new Column<>("IPV6", "IPv6", false, row -> Boolean.toString(row.hasIpv6())),
                        new Column<>("INTERNAL", "Internal", false, row -> Boolean.toString(row.internal())),
                        new Column<>("CREATED AT", "CreatedAt", false, row -> row.created().toString())),
                id,
                NetworkListing::schema);
    }

    private static JsonObject schema(NetworkSummary row) {
        return JsonObject.builder()
                .put("id", row.id())
                .put("name", row.name())
                .put("driver", row.driver())
                .put("ipv6", row.hasIpv6())
                .put("internal", row.internal())
                .put("device", row.device())
                .putTexts("subnets", row.ranges().stream().map(NetworkSummary.Range::subnet).toList())
                .putTexts("containers", row.containers().stream().map(NetworkSummary.Member::name).toList())
                .put("created", row.created().toString())
                .build();
    }

    /** All that is known of one. */
    public static JsonObject document(NetworkSummary network) {
        JsonObject.Builder containers = JsonObject.builder();
        network.containers().forEach(member -> containers.put(member.id(), member(member)));
        return JsonObject.builder()
                .put("Name", network.name())
                .put("Id", network.id())
                .put("Created", network.created().toString())
                .put("Scope", "local")
                .put("Driver", network.driver())
                .put("EnableIPv6", network.hasIpv6())
                .put("IPAM", JsonObject.builder()
                        .put("Driver", "default")
                        .putObjects("Config", network.ranges().stream().map(NetworkListing::range).toList())
                        .build())
                .put("Internal", network.internal())
                .put("Interface", network.device())
                .put("Containers", containers.build())
                .putTextMap("Options", network.options())
                .putTextMap("Labels", network.labels())
                .build();
    }

    private static JsonObject range(NetworkSummary.Range range) {
        JsonObject.Builder json = JsonObject.builder().put("Subnet", range.subnet()).put("Gateway", range.gateway());
        return range.pool().isEmpty() ? json.build() : json.put("IPRange", range.pool()).build();
    }

    private static JsonObject member(NetworkSummary.Member member) {
        return JsonObject.builder()
                .put("Name", member.name())
                .put("MacAddress", member.mac())
                .put("IPv4Address", address(member, false))
                .put("IPv6Address", address(member, true))
                .build();
    }

    private static String address(NetworkSummary.Member member, boolean v6) {
        return member.addresses().stream().filter(text -> text.contains(":") == v6).findFirst().orElse("");
    }
}
