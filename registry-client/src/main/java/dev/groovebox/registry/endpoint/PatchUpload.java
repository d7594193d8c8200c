package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RequestBody;
import java.io.IOException;
import java.net.URI;

/**
 * PATCH of an upload's location: a part of the blob, or all of it.
 *
 * @param from the part's first byte
 */
public record PatchUpload(String repository, URI location, long from, RequestBody part) implements Endpoint<UploadState> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("PATCH", location)
                .withHeader("Content-Type", "application/octet-stream")
                .withBody(part)
                .withHeader("Content-Range", from + "-" + (from + part.length() - 1))
                .withScopes(Scopes.push(repository))
                .once();
    }

    @Override
    public String words() {
        return "upload to " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 202 || status == 201 || status == 204;
    }

    @Override
    public UploadState read(HttpResponse response) throws IOException {
        return UploadState.of(response, location);
    }
}
