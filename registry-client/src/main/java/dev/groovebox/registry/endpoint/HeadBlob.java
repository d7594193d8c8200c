package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;

/** HEAD /v2/NAME/blobs/DIGEST: whether the repository has the blob. */
public record HeadBlob(String repository, Digest digest) implements Endpoint<Boolean> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("HEAD", base.resolve(repository + "/blobs/" + digest)).withScopes(Scopes.push(repository));
    }

    @Override
    public String words() {
        return "blob " + digest + " of " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 200 || status == 404;
    }

    @Override
    public Boolean read(HttpResponse response) throws IOException {
        try (response) {
            return response.status() == 200;
        }
    }
}
