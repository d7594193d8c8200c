package dev.groovebox.registry.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The rules of addresses that this protocol needs. */
public final class Uris {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED = "-._~";

    private Uris() {}

    /** Scheme, host and port: what a credential is for. */
    public static String origin(URI uri) {
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port(uri);
    }

    public static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isHttps(uri) ? 443 : 80;
    }

    public static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** With an IPv6 address's brackets, and without a default port, as in a Host field. */
    public static String authority(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** Without user, query and fragment: signatures and tokens stand there. */
    public static String withoutSecrets(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path
                + (uri.getRawQuery() == null ? "" : "?...");
    }

    /**
     * An address that an answer names, with http or https and a host.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static URI resolve(URI base, String location) {
        URI uri;
        try {
            uri = base.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + location + "' is no address", e);
        }
        boolean http = isHttps(uri) || "http".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new IllegalArgumentException("'" + uri.getScheme() + ":' is no address of http or https");
        }
        return uri;
    }

    /** A value of a query, escaped (RFC 3986, 2.1). */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    /** The address with one more value in its query. */
    public static URI withQuery(URI uri, String name, String value) {
        String text = uri.toString();
        String separator = uri.getRawQuery() == null ? "?" : "&";
        return URI.create(text + separator + name + "=" + escaped(value));
    }
}
