package dev.groovebox.registry.client;

import dev.groovebox.registry.endpoint.Endpoint;
import dev.groovebox.registry.endpoint.EndpointCaller;
import dev.groovebox.registry.endpoint.PingEndpoint;
import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One server that speaks the protocol: a registry itself, or a mirror of it. */
final class Site {
    private final String name;
    private final List<URI> candidates;
    private final Transport transport;
    private final Transport bare;
    private Optional<EndpointCaller> caller = Optional.empty();

    /**
     * @param name for messages
     * @param transport with credentials; bare without
     * @param candidates addresses ending in "/v2/"; when there are several, the first that answers is the one
     */
    Site(String name, List<URI> candidates, Transport transport, Transport bare) {
        this.name = name;
        this.candidates = candidates;
        this.transport = transport;
        this.bare = bare;
    }

    String name() {
        return name;
    }

    URI base() throws IOException {
        return caller().base();
    }

    <R> R call(Endpoint<R> endpoint) throws IOException {
        return caller().call(endpoint);
    }

    private synchronized EndpointCaller caller() throws IOException {
        if (caller.isEmpty()) {
            caller = Optional.of(choose());
        }
        return caller.get();
    }

    private EndpointCaller choose() throws IOException {
        List<RegistryException> failures = new ArrayList<>();
        for (URI candidate : candidates) {
            EndpointCaller asked = new EndpointCaller(transport, candidate, name);
            if (candidates.size() == 1) {
                return asked;
            }
            try {
                // Without credentials: nobody is to hear them before it is known who is there.
                new EndpointCaller(bare, candidate, name).call(new PingEndpoint());
                return asked;
            } catch (RegistryException e) {
                // Only when nobody speaks this scheme there; 400 is what a server of https answers to http.
                if (e.kind() != RegistryException.Kind.UNREACHABLE && e.kind() != RegistryException.Kind.INVALID) {
                    throw e;
                }
                failures.add(e);
            }
        }
        throw failures.get(0);
    }
}
