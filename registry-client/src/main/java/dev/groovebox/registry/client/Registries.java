package dev.groovebox.registry.client;

import dev.groovebox.registry.auth.AuthTransport;
import dev.groovebox.registry.auth.CredentialSource;
import dev.groovebox.registry.auth.Credentials;
import dev.groovebox.registry.auth.RealmRule;
import dev.groovebox.registry.endpoint.EndpointCaller;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.registry.settings.RegistrySettings;
import dev.groovebox.registry.settings.SettingsRoute;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.LoggingTransport;
import dev.groovebox.registry.transport.RedirectTransport;
import dev.groovebox.registry.transport.RetryTransport;
import dev.groovebox.registry.transport.Transport;
import dev.groovebox.registry.transport.Uris;
import dev.groovebox.registry.transport.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The way into the library: all registries, as the settings and credentials let them be reached. Safe for concurrent
 * use; connections and tokens are shared.
 */
public final class Registries implements AutoCloseable {
    private static final String DOCKER_HUB = "registry-1.docker.io";
    private static final String DOCKER_INDEX = "index.docker.io";

    private final RegistrySettings settings;
    private final SettingsRoute route;
    private final CredentialSource credentials;
    private final Listener listener;
    private final HttpTransport http;
    private final Transport bare;
    private final Map<String, Site> sites = new HashMap<>();

    /**
     * @param warnings what the user should know, such as a mirror that fails
     * @param log each request, in one line
     */
    public record Listener(Consumer<String> warnings, Consumer<String> log) {
        public static final Listener NONE = new Listener(line -> {}, line -> {});
    }

    public Registries(RegistrySettings settings, CredentialSource credentials, Listener listener) {
        this.settings = settings;
        this.route = new SettingsRoute(settings);
        this.credentials = credentials;
        this.listener = listener;
        this.http = new HttpTransport(route, settings.timeouts());
        this.bare = new RedirectTransport(new RetryTransport(new LoggingTransport(http, listener.log()), settings.patience()));
    }

    public RegistrySettings settings() {
        return settings;
    }

    /** @param name whose tag and digest do not matter */
    public Repository repository(Reference name) {
        return new Repository(name.registry(), name.repository(), sources(name.registry()), listener.warnings());
    }

    public Registry registry(String registry) {
        return new Registry(registry, site(registry), index(registry));
    }

    /**
     * Proves credentials to a registry.
     *
     * @return what to keep of them
     * @throws dev.groovebox.registry.endpoint.RegistryException UNAUTHORIZED when they are refused
     */
    public Credentials login(String registry, Credentials.Password password) throws IOException {
        URI base = site(registry).base();
        try {
            return authenticated(registry).login(HttpRequest.of("GET", base), password);
        } catch (IOException e) {
            throw EndpointCaller.failure(registry + ": login of " + password.user(), e);
        }
    }

    private List<Site> sources(String registry) {
        List<Site> sources = new ArrayList<>();
        for (URI mirror : settings.mirrors().getOrDefault(registry, List.of())) {
            sources.add(mirror(mirror));
        }
        sources.add(site(registry));
        return sources;
    }

    private synchronized Site mirror(URI mirror) {
        String host = Uris.authority(mirror);
        String path = mirror.getRawPath() == null ? "" : mirror.getRawPath().replaceAll("/+$", "");
        URI base = URI.create(mirror.getScheme() + "://" + host + path + "/v2/");
        return sites.computeIfAbsent("mirror " + mirror, key -> new Site(host, List.of(base), authenticated(host), bare));
    }

    private synchronized Site site(String registry) {
        return sites.computeIfAbsent(registry, key -> new Site(registry, candidates(registry), authenticated(registry), bare));
    }

    /** What is asked for a search: docker.io's index is not where its repositories are. */
    private synchronized Site index(String registry) {
        if (!registry.equals(Reference.DEFAULT_REGISTRY)) {
            return site(registry);
        }
        URI base = URI.create("https://" + DOCKER_INDEX + "/v2/");
        return sites.computeIfAbsent("index of " + registry, key -> new Site(registry, List.of(base), authenticated(registry), bare));
    }

    /** Insecure ones: https when they have it. On this machine http is asked first: a handshake costs more than it gives. */
    private List<URI> candidates(String registry) {
        String host = registry.equals(Reference.DEFAULT_REGISTRY) ? DOCKER_HUB : registry;
        URI https = URI.create("https://" + host + "/v2/");
        if (!route.isInsecure(registry)) {
            return List.of(https);
        }
        URI plain = URI.create("http://" + host + "/v2/");
        return route.isLocal(registry) ? List.of(plain, https) : List.of(https, plain);
    }

    private AuthTransport authenticated(String registry) {
        RealmRule realms = new RealmRule(settings.tokenRealms().getOrDefault(registry, Set.of()));
        return new AuthTransport(bare, credentials, registry, realms);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
