package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** GET /v2/NAME/tags/list. @param page the address of one but the first */
public record ListTags(String repository, Optional<URI> page) implements Endpoint<Page<String>> {
    private static final int PER_PAGE = 1000;

    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("GET", page.orElseGet(() -> base.resolve(repository + "/tags/list?n=" + PER_PAGE)))
                .withScopes(Scopes.pull(repository));
    }

    @Override
    public String words() {
        return "tags of " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 200;
    }

    @Override
    public Page<String> read(HttpResponse response) throws IOException {
        return Page.of(response, json -> json.texts("tags"));
    }
}
