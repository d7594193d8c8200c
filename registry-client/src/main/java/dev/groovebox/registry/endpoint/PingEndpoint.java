package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;

/** GET /v2/: whether a registry is there. */
public record PingEndpoint() implements Endpoint<Integer> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("GET", base);
    }

    @Override
    public String words() {
        return "version check";
    }

    @Override
    public boolean accepts(int status) {
        return status == 200 || status == 401;
    }

    /** The status. */
    @Override
    public Integer read(HttpResponse response) throws IOException {
        try (response) {
            return response.status();
        }
    }
}
