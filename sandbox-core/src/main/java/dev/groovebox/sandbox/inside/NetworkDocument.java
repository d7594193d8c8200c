package dev.groovebox.sandbox.inside;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.sandbox.network.ContainerNetwork;
import dev.groovebox.sandbox.network.Endpoint;
import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.PortMapping;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The "NetworkSettings" of a container's document.
 *
 * @param exposed its ports, published or not
 */
public record NetworkDocument(ContainerNetwork network, List<String> exposed) {
    public JsonObject build() {
        JsonObject.Builder networks = JsonObject.builder();
        network.endpoints().forEach(endpoint -> networks.put(endpoint.network(), endpoint(endpoint)));
        JsonObject.Builder json = JsonObject.builder().put("Ports", ports());
        network.endpoints().stream().findFirst().ifPresent(first -> addAddresses(json, first));
        return json.put("Networks", networks.build()).build();
    }

    private static JsonObject endpoint(Endpoint endpoint) {
        JsonObject.Builder json = JsonObject.builder().putTexts("Aliases", endpoint.aliases());
        addAddresses(json, endpoint);
        return json.build();
    }

    private static void addAddresses(JsonObject.Builder json, Endpoint endpoint) {
        json.put("MacAddress", endpoint.mac());
        for (int i = 0; i < endpoint.addresses().size(); i++) {
            InetAddress address = endpoint.addresses().get(i);
            boolean v4 = address.getAddress().length == 4;
            json.put(v4 ? "IPAddress" : "GlobalIPv6Address", address.getHostAddress());
            json.put(v4 ? "IPPrefixLen" : "GlobalIPv6PrefixLen", endpoint.prefixLengths().get(i));
            json.put(v4 ? "Gateway" : "IPv6Gateway", endpoint.gateway(v4).map(InetAddress::getHostAddress).orElse(""));
        }
    }

    /** "80/tcp": [{HostIp, HostPort}]; one that is not published has null. */
    private JsonObject ports() {
        Map<String, List<JsonObject>> published = new LinkedHashMap<>();
        for (PortMapping port : network.ports()) {
            published.computeIfAbsent(port.target(), any -> new ArrayList<>())
                    .add(JsonObject.builder()
                            .put("HostIp", port.address().map((InetAddress address) -> IpText.of(address)).orElse("0.0.0.0"))
                            .put("HostPort", Integer.toString(port.hostPort().orElse(0)))
                            .build());
        }
        JsonObject.Builder json = JsonObject.builder();
        published.forEach(json::putObjects);
        network.unpublished(exposed).forEach(port -> json.put(port, new JsonValue.Null()));
        return json.build();
    }
}
