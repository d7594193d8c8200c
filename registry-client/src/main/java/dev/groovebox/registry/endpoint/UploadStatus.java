package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;

/** GET of an upload's location: how far it is, after an interruption. */
public record UploadStatus(String repository, URI location) implements Endpoint<UploadState> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("GET", location).withScopes(Scopes.push(repository));
    }

    @Override
    public String words() {
        return "state of an upload to " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 204 || status == 202 || status == 200;
    }

    @Override
    public UploadState read(HttpResponse response) throws IOException {
        return UploadState.of(response, location);
    }
}
