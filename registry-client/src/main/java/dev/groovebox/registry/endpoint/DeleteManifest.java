package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;

/** DELETE /v2/NAME/manifests/REFERENCE: a tag alone, where the registry can do that, or a manifest with all its tags. */
public record DeleteManifest(String repository, String reference) implements Endpoint<Integer> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("DELETE", base.resolve(repository + "/manifests/" + reference))
                .withScopes(Scopes.delete(repository));
    }

    @Override
    public String words() {
        return "deletion of '" + reference + "' of " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 202 || status == 200 || status == 204;
    }

    @Override
    public Integer read(HttpResponse response) throws IOException {
        try (response) {
            return response.status();
        }
    }
}
