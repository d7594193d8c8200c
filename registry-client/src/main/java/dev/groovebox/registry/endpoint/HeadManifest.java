package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** HEAD /v2/NAME/manifests/REFERENCE: which digest a tag has now; empty when it is not there or the registry does not say. */
public record HeadManifest(String repository, String reference) implements Endpoint<Optional<Digest>> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("HEAD", base.resolve(repository + "/manifests/" + reference))
                .withHeader("Accept", FetchManifest.ACCEPT)
                .withScopes(Scopes.pull(repository));
    }

    @Override
    public String words() {
        return "manifest '" + reference + "' of " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 200 || status == 404;
    }

    @Override
    public Optional<Digest> read(HttpResponse response) throws IOException {
        try (response) {
            return response.status() == 404
                    ? Optional.empty()
                    : response.headers().first("Docker-Content-Digest").map(Digest::parse);
        }
    }
}
