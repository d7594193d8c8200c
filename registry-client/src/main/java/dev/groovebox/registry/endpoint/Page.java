package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** One page of a list, and where the next one is (RFC 8288: {@code Link: <...>; rel="next"}). */
public record Page(JsonObject content, Optional<URI> next) {
    static Page of(HttpResponse response) throws IOException {
        try (response) {
            JsonObject content = Json.readObject(response.read(Json.MOST_BYTES));
            return new Page(content, next(response));
        }
    }

    private static Optional<URI> next(HttpResponse response) {
        for (String link : response.headers().all("Link")) {
            int end = link.indexOf('>');
            if (link.startsWith("<") && end > 0 && link.substring(end).matches(">.*\\brel=\"?next\"?.*")) {
                URI uri = Uris.resolve(response.uri(), link.substring(1, end));
                if (!Uris.origin(uri).equals(Uris.origin(response.uri()))) {
                    throw new IllegalArgumentException("the next page of a list is said to be on another host");
                }
                return Optional.of(uri);
            }
        }
        return Optional.empty();
    }
}
