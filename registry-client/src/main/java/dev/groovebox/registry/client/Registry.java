package dev.groovebox.registry.client;

import dev.groovebox.registry.endpoint.ListCatalog;
import dev.groovebox.registry.endpoint.Page;
import dev.groovebox.registry.endpoint.PingEndpoint;
import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.endpoint.SearchIndex;
import java.io.IOException;
import java.util.List;

/** A registry as a whole. */
public final class Registry {
    private final String name;
    private final Site site;
    private final Site index;

    /** @param index where searches are asked, mostly the same */
    Registry(String name, Site site, Site index) {
        this.name = name;
        this.site = site;
        this.index = index;
    }

    /** @throws RegistryException when no registry is there */
    public void ping() throws IOException {
        site.call(new PingEndpoint());
    }

    /** The names of its repositories, where it tells them to us. */
    public List<String> catalog() throws IOException {
        return Page.all(address -> site.call(new ListCatalog(address)));
    }

    /** By docker.io's index; a registry without one is asked for all its names. */
    public List<SearchIndex.Found> search(String term, int limit) throws IOException {
        try {
            List<SearchIndex.Found> found = index.call(new SearchIndex(term, limit)).items();
            return found.subList(0, Math.min(limit, found.size()));
        } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        return catalog().stream()
                .filter(known -> known.contains(term))
                .limit(limit)
                .map(known -> new SearchIndex.Found(name + "/" + known, "", 0, false))
                .toList();
    }
}
