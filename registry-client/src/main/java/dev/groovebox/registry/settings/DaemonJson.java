package dev.groovebox.registry.settings;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.Reference;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of docker's daemon.json that are about registries, and three of ours: mirrors, token-realms, foreign-layers. */
public final class DaemonJson {
    private static final int MOST_CONCURRENT = 64;

    private DaemonJson() {}

    /**
     * @param usual what holds where the file says nothing
     * @throws IllegalArgumentException when a value is not what its key takes
     */
    public static RegistrySettings read(byte[] file, RegistrySettings usual) {
        JsonObject json = Json.readObject(file);
        RegistrySettings settings = usual
                .withMirrors(mirrors(json))
                .withInsecure(insecure(json))
                .withTokenRealms(tokenRealms(json))
                .withForeignLayers(json.bool("foreign-layers").orElse(false))
                .withConcurrency(
                        count(json, "max-concurrent-downloads", usual.downloads()),
                        count(json, "max-concurrent-uploads", usual.uploads()));
        return json.object("proxies").map(proxies -> settings.withProxies(proxies(proxies))).orElse(settings);
    }

    private static Set<String> insecure(JsonObject json) {
        Set<String> rules = Set.copyOf(json.texts("insecure-registries"));
        rules.forEach(InsecureRegistries::requireRule);
        return rules;
    }

    private static Map<String, List<URI>> mirrors(JsonObject json) {
        Map<String, List<URI>> mirrors = new HashMap<>();
        JsonObject others = json.object("mirrors").orElse(JsonObject.EMPTY);
        for (String registry : others.members().keySet()) {
            mirrors.put(registry, addresses(others.texts(registry)));
        }
        List<URI> dockers = addresses(json.texts("registry-mirrors"));
        if (!dockers.isEmpty()) {
            mirrors.put(Reference.DEFAULT_REGISTRY, dockers);
        }
        return mirrors;
    }

    private static List<URI> addresses(List<String> texts) {
        return texts.stream().map(DaemonJson::address).toList();
    }

    private static URI address(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (java.net.URISyntaxException e) {
            throw new JsonException("'" + text + "' is no mirror's address", e);
        }
        boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            throw new JsonException("a mirror has to be given as https://HOST or https://HOST:PORT");
        }
        return uri;
    }

    private static ProxySettings proxies(JsonObject json) {
        return ProxySettings.of(json.text("http-proxy"), json.text("https-proxy"), json.text("no-proxy"));
    }

    private static Map<String, Set<String>> tokenRealms(JsonObject json) {
        Map<String, Set<String>> realms = new HashMap<>();
        JsonObject named = json.object("token-realms").orElse(JsonObject.EMPTY);
        for (String registry : named.members().keySet()) {
            realms.put(registry, Set.copyOf(named.texts(registry)));
        }
        return realms;
    }

    private static int count(JsonObject json, String key, int usual) {
        long count = json.integer(key).orElse(usual);
        if (count < 1 || count > MOST_CONCURRENT) {
            throw new JsonException("'" + key + "' has to be 1 to " + MOST_CONCURRENT);
        }
        return (int) count;
    }
}
