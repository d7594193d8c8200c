package dev.groovebox.registry.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/** Which registries may be spoken to without TLS, or with a certificate that nobody vouches for: docker's rules. */
final class InsecureRegistries {
    private final Set<String> named;

    InsecureRegistries(Set<String> named) {
        this.named = named;
    }

    /** @throws IllegalArgumentException when it is no host, host with port, or network */
    static void requireRule(String rule) {
        boolean good = rule.indexOf('/') > 0 ? NetworkRange.isRange(rule) : rule.matches("[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:.]+](:[0-9]{1,5})?");
        if (!good) {
            throw new IllegalArgumentException(
                    "'insecure-registries' takes HOST, HOST:PORT or a network such as 10.0.0.0/8, not '" + rule + "'");
        }
    }

    /** @param host and port, as in a reference */
    boolean contains(String registry) {
        int colon = registry.lastIndexOf(':');
        boolean hasPort = colon > registry.lastIndexOf(']');
        String host = hasPort ? registry.substring(0, colon) : registry;
        return named.contains(registry) || named.contains(host) || isLocal(host) || isInNamedNetwork(host);
    }

    /** This machine's own; docker takes them for insecure too. */
    static boolean isLocal(String host) {
        return host.equals("localhost")
                || NetworkRange.isAddress(host) && NetworkRange.LOOPBACKS.stream().anyMatch(range -> range.contains(host));
    }

    private boolean isInNamedNetwork(String host) {
        return named.stream().filter(rule -> rule.indexOf('/') > 0).map(NetworkRange::parse).anyMatch(range -> isIn(range, host));
    }

    private static boolean isIn(NetworkRange range, String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (range.contains(address.getAddress())) {
                    return true;
                }
            }
        } catch (UnknownHostException e) {
            return false; // the connection will say so
        }
        return false;
    }
}
