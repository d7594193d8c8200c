package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RequestBody;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** PUT /v2/NAME/manifests/REFERENCE; answers the digest that the registry gave it, if it tells. */
public record PutManifest(String repository, String reference, ManifestContent manifest) implements Endpoint<Optional<Digest>> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("PUT", base.resolve(repository + "/manifests/" + reference))
                .withHeader("Content-Type", manifest.mediaType())
                .withBody(RequestBody.of(manifest.bytes()))
                .withScopes(Scopes.push(repository));
    }

    @Override
    public String words() {
        return "push of manifest '" + reference + "' of " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 201 || status == 200 || status == 202;
    }

    @Override
    public Optional<Digest> read(HttpResponse response) throws IOException {
        try (response) {
            return response.headers().first("Docker-Content-Digest").map(Digest::parse);
        }
    }
}
