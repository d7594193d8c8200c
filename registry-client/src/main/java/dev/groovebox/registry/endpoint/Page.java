package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One page of a list, and where the next one is (RFC 8288: {@code Link: <...>; rel="next"}). */
public record Page<T>(List<T> items, Optional<URI> next) {
    private static final int MOST = 1000;

    /** @param items reads them of the page's document */
    static <T> Page<T> of(HttpResponse response, Function<JsonObject, List<T>> items) throws IOException {
        try (response) {
            JsonObject content = Json.readObject(response.read(Json.MOST_BYTES));
            return new Page<>(items.apply(content), next(response));
        }
    }

    /** Asks for one page. */
    public interface Question<T> {
        /** @param address of one but the first */
        Page<T> ask(Optional<URI> address) throws IOException;
    }

    /** The items of all pages; a list without an end is cut off. */
    public static <T> List<T> all(Question<T> question) throws IOException {
        List<T> all = new ArrayList<>();
        Optional<URI> address = Optional.empty();
        for (int i = 0; i == 0 || address.isPresent() && i < MOST; i++) {
            Page<T> page = question.ask(address);
            all.addAll(page.items());
            address = page.next();
        }
        return all;
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
