package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RequestBody;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * PUT of an upload's location: the blob is whole, and its digest is this.
 *
 * @param whole the blob itself, when no part of it was sent before
 */
public record FinishUpload(String repository, URI location, Digest digest, Optional<RequestBody> whole)
        implements Endpoint<Boolean> {
    @Override
    public HttpRequest request(URI base) {
        HttpRequest request =
                HttpRequest.of("PUT", Uris.withQuery(location, "digest", digest.toString())).withScopes(Scopes.push(repository)).once();
        return whole.isEmpty()
                ? request
                : request.withHeader("Content-Type", "application/octet-stream").withBody(whole.get());
    }

    @Override
    public String words() {
        return "upload of blob " + digest + " to " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 201 || status == 204;
    }

    @Override
    public Boolean read(HttpResponse response) throws IOException {
        try (response) {
            return true;
        }
    }
}
