package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;

/** DELETE of an upload's location: it is not wanted any more. */
public record CancelUpload(String repository, URI location) implements Endpoint<Boolean> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("DELETE", location).withScopes(Scopes.push(repository)).once();
    }

    @Override
    public String words() {
        return "end of an upload to " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status >= 200 && status < 300 || status == 404;
    }

    @Override
    public Boolean read(HttpResponse response) throws IOException {
        try (response) {
            return response.status() != 404;
        }
    }
}
