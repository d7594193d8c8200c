package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RequestBody;
import java.io.IOException;
import java.net.URI;

/**
 * PATCH of an upload's location: a part of the blob, or all of it as it is made.
 *
 * @param from the part's first byte
 */
public record PatchUpload(String repository, URI location, long from, RequestBody part) implements Endpoint<UploadState> {
    @Override
    public HttpRequest request(URI base) {
        HttpRequest request = HttpRequest.of("PATCH", location)
                .withHeader("Content-Type", "application/octet-stream")
                .withBody(part)
                .withScopes(Scopes.push(repository))
                .once();
        return part.length() < 0 && from == 0
                ? request
                : request.withHeader("Content-Range", from + "-" + (from + Math.max(0, part.length()) - 1));
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
