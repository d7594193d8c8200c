package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * GET /v2/NAME/referrers/DIGEST: an index of what refers to a manifest; empty when the registry is older than 1.1 and
 * knows no such question.
 */
public record ListReferrers(String repository, Digest subject, Optional<URI> page) implements Endpoint<Optional<Page<Descriptor>>> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("GET", page.orElseGet(() -> base.resolve(repository + "/referrers/" + subject)))
                .withScopes(Scopes.pull(repository));
    }

    @Override
    public String words() {
        return "referrers of " + subject + " in " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 200 || status == 404;
    }

    @Override
    public Optional<Page<Descriptor>> read(HttpResponse response) throws IOException {
        if (response.status() == 404) {
            response.close();
            return Optional.empty();
        }
        return Optional.of(Page.of(response, json -> json.objects("manifests").stream().map(Descriptor::fromJson).toList()));
    }
}
