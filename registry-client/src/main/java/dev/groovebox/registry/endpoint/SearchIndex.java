package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;

/** GET /v1/search: docker.io's index. */
public record SearchIndex(String term, int limit) implements Endpoint<Page<SearchIndex.Found>> {
    /** Empty fields where a registry's list has only names. */
    public record Found(String name, String description, long stars, boolean official) {}

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
    public Page<Found> read(HttpResponse response) throws IOException {
        return Page.of(response, json -> json.objects("results").stream().map(SearchIndex::found).toList());
    }

    private static Found found(JsonObject result) {
        return new Found(result.requireText("name"), result.text("description").orElse(""),
                result.integer("star_count").orElse(0), result.bool("is_official").orElse(false));
    }
}
