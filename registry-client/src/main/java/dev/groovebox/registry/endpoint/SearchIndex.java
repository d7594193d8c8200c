package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;

/** GET /v1/search: docker.io's index. */
public record SearchIndex(String term, int limit) implements Endpoint<Page> {
    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("GET", base.resolve("../v1/search?q=" + Uris.escaped(term) + "&n=" + limit));
    }

    @Override
    public String words() {
        return "search for '" + term + "'";
    }

    @Override
    public boolean accepts(int status) {
        return status == 200;
    }

    @Override
    public Page read(HttpResponse response) throws IOException {
        return Page.of(response);
    }
}
