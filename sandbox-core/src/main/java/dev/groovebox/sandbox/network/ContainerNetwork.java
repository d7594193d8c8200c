package dev.groovebox.sandbox.network;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.spec.PortMapping;
import dev.groovebox.sandbox.spec.PortMappingJson;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a running container has of networks: its network.json, written before any of it is made.
 *
 * @param hostname its own
 * @param extraHosts lines of /etc/hosts that the user asked for
 * @param ports each with its port of the host
 */
public record ContainerNetwork(
        String hostname, List<String> extraHosts, List<Endpoint> endpoints, List<PortMapping> ports) {
    public static final ContainerNetwork NONE = new ContainerNetwork("", List.of(), List.of(), List.of());

    public ContainerNetwork {
        extraHosts = List.copyOf(extraHosts);
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    public Optional<Endpoint> on(String network) {
        return endpoints.stream().filter(endpoint -> endpoint.network().equals(network)).findFirst();
    }

    /** Where published ports lead: the address on the network that is the way out, else the first of that kind. */
    public Optional<InetAddress> address(boolean v4) {
        return reachedBy(v4).flatMap(endpoint -> endpoint.address(v4));
    }

    /** By which of its networks the outside reaches it. */
    Optional<Endpoint> reachedBy(boolean v4) {
        return wayOut(v4).or(() -> endpoints.stream().filter(endpoint -> endpoint.address(v4).isPresent()).findFirst());
    }

    private Optional<Endpoint> wayOut(boolean v4) {
        return endpoints.stream().filter(endpoint -> endpoint.gateway(v4).isPresent()).findFirst();
    }

    /** Where the default routes by the endpoint lead: those of each kind that no network before it has a gateway of. */
    List<InetAddress> waysOutBy(Endpoint endpoint) {
        return Stream.of(true, false)
                .filter(v4 -> wayOut(v4).filter(endpoint::equals).isPresent())
                .flatMap(v4 -> endpoint.gateway(v4).stream())
                .toList();
    }

    /** Those of the exposed ports that none of the host leads to; none for one that is on no network. */
    public List<String> unpublished(List<String> exposed) {
        return endpoints.isEmpty()
                ? List.of()
                : exposed.stream().filter(port -> ports.stream().noneMatch(published -> published.target().equals(port))).toList();
    }

    ContainerNetwork with(Endpoint endpoint) {
        return new ContainerNetwork(hostname, extraHosts, Stream.concat(endpoints.stream(), Stream.of(endpoint)).toList(), ports);
    }

    ContainerNetwork without(Endpoint endpoint) {
        return new ContainerNetwork(
                hostname, extraHosts, endpoints.stream().filter(other -> !other.equals(endpoint)).toList(), ports);
    }

    byte[] toJson() {
        return Json.write(JsonObject.builder()
                .put("hostname", hostname)
                .putTexts("extraHosts", extraHosts)
                .putObjects("endpoints", endpoints.stream().map(Endpoint::toJson).toList())
                .putObjects("ports", ports.stream().map(PortMappingJson::write).toList())
                .build());
    }

    static ContainerNetwork fromJson(byte[] bytes) {
        JsonObject json = Json.readObject(bytes);
        return new ContainerNetwork(
                json.requireText("hostname"),
                json.texts("extraHosts"),
                json.objects("endpoints").stream().map(Endpoint::fromJson).toList(),
                json.objects("ports").stream().map(PortMappingJson::read).toList());
    }
}
