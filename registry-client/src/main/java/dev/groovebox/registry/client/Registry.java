package dev.groovebox.registry.client;

import dev.groovebox.registry.endpoint.ListCatalog;
import dev.groovebox.registry.endpoint.Page;
import dev.groovebox.registry.endpoint.PingEndpoint;
import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.endpoint.SearchIndex;
import dev.groovebox.registry.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A registry as a whole. */
public final class Registry {
    private static final int MOST_PAGES = 1000;

    private final String name;
    private final Site site;

    Registry(String name, Site site) {
        this.name = name;
        this.site = site;
    }

    /** Empty fields where the registry's list has only names. */
    public record Found(String name, String description, long stars, boolean official) {}

    /** @throws RegistryException when no registry is there */
    public void ping() throws IOException {
        site.call(new PingEndpoint());
    }

    /** The names of its repositories, where it tells them to us. */
    public List<String> catalog() throws IOException {
        List<String> names = new ArrayList<>();
        Optional<URI> page = Optional.empty();
        for (int i = 0; i == 0 || page.isPresent() && i < MOST_PAGES; i++) {
            Page found = site.call(new ListCatalog(page));
            names.addAll(found.content().texts("repositories"));
            page = found.next();
        }
        return names;
    }

    /** By docker.io's index; a registry without one is asked for all its names. */
    public List<Found> search(String term, int limit) throws IOException {
        try {
            List<Found> found = new ArrayList<>();
            for (JsonObject result : site.call(new SearchIndex(term, limit)).content().objects("results")) {
                found.add(new Found(result.requireText("name"), result.text("description").orElse(""),
                        result.integer("star_count").orElse(0), result.bool("is_official").orElse(false)));
            }
            return found.subList(0, Math.min(limit, found.size()));
        } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        return catalog().stream()
                .filter(known -> known.contains(term))
                .limit(limit)
                .map(known -> new Found(name + "/" + known, "", 0, false))
                .toList();
    }
}
