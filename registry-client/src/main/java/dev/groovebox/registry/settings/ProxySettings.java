package dev.groovebox.registry.settings;

import dev.groovebox.registry.transport.Uris;
import dev.groovebox.registry.transport.http.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy leads to a server, by the rules of Go's net/http that docker follows: never for localhost and loopback
 * addresses.
 *
 * @param without hosts (with their subdomains), ".domains", addresses, networks such as 10.0.0.0/8, or "*"
 */
public record ProxySettings(Optional<URI> http, Optional<URI> https, List<String> without) {
    public static final ProxySettings NONE = new ProxySettings(Optional.empty(), Optional.empty(), List.of());

    public ProxySettings {
        without = List.copyOf(without);
    }

    /** Of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not. */
    public static ProxySettings ofEnvironment(Map<String, String> environment) {
        return of(variable(environment, "HTTP_PROXY"), variable(environment, "HTTPS_PROXY"), variable(environment, "NO_PROXY"));
    }

    /** @throws IllegalArgumentException when a proxy's address is none */
    public static ProxySettings of(Optional<String> http, Optional<String> https, Optional<String> without) {
        List<String> hosts = without.map(text -> List.of(text.split("[, ]+"))).orElse(List.of());
        hosts.stream().filter(host -> host.indexOf('/') > 0 && !NetworkRange.isRange(host)).findFirst().ifPresent(host -> {
            throw new IllegalArgumentException("'" + host + "' of the hosts without a proxy is no network such as 10.0.0.0/8");
        });
        return new ProxySettings(
                http.map(ProxySettings::address), https.map(ProxySettings::address),
                hosts.stream().filter(host -> !host.isBlank()).map(host -> host.toLowerCase(Locale.ROOT)).toList());
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
        return value.isBlank() ? Optional.empty() : Optional.of(value);
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() != null && "http".equals(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Its message has the whole text. The user and password are not for a message, nor for a cause.
        }
        throw new IllegalArgumentException("a proxy has to be given as http://HOST:PORT");
    }

    Optional<Proxy> forServer(URI server) {
        String host = server.getHost().toLowerCase(Locale.ROOT);
        Optional<URI> proxy = Uris.isHttps(server) ? https : http;
        if (proxy.isEmpty() || isThisMachine(host) || without.stream().anyMatch(rule -> excludes(rule, host, Uris.port(server)))) {
            return Optional.empty();
        }
        return Optional.of(new Proxy(
                proxy.get().getHost(), Uris.port(proxy.get()), Optional.ofNullable(proxy.get().getUserInfo())));
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || NetworkRange.isAddress(host) && NetworkRange.LOOPBACKS.stream()
                .anyMatch(range -> range.contains(host));
    }

    private static boolean excludes(String rule, String host, int port) {
        if (rule.equals("*")) {
            return true;
        }
        if (rule.indexOf('/') > 0) {
            return NetworkRange.isAddress(host) && NetworkRange.parse(rule).contains(host);
        }
        int colon = rule.lastIndexOf(':');
        boolean hasPort = colon > 0 && rule.indexOf(':') == colon;
        if (hasPort && !rule.substring(colon + 1).equals(Integer.toString(port))) {
            return false;
        }
        String name = hasPort ? rule.substring(0, colon) : rule;
        String domain = name.startsWith("*.") ? name.substring(1) : name;
        return domain.startsWith(".") ? host.endsWith(domain) : host.equals(domain) || host.endsWith("." + domain);
    }
}
