package dev.groovebox.registry.auth;

import dev.groovebox.registry.transport.RefusedException;
import dev.groovebox.registry.transport.Uris;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Which token servers may be told a registry's password: one on the registry's own host, one of the same site
 * (registry.example.com and auth.example.com), and those that the user has named.
 *
 * @param named hosts of "token-realms" for this registry
 */
public record RealmRule(Set<String> named) {
    private static final int MOST_OF_SUFFIX = 3;

    public RealmRule {
        named = Set.copyOf(named);
    }

    /**
     * @param realm of a challenge
     * @throws RefusedException when the realm is no address, or is not https while the registry is
     */
    URI address(URI registry, String realm) throws RefusedException {
        URI uri;
        try {
            uri = Uris.resolve(registry, realm);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("the registry names a token server that is none: " + e.getMessage());
        }
        if (Uris.isHttps(registry) && !Uris.isHttps(uri)) {
            throw new RefusedException("the registry wants a token from " + Uris.withoutSecrets(uri)
                    + ", which is not https; refused");
        }
        return uri;
    }

    boolean mayKnowPassword(URI registry, URI realm) {
        String there = realm.getHost().toLowerCase(Locale.ROOT);
        String here = registry.getHost().toLowerCase(Locale.ROOT);
        return here.equals(there) || named.contains(there) || isSameSite(here, there);
    }

    private static boolean isSameSite(String here, String there) {
        if (isAddress(here) || isAddress(there)) {
            return false;
        }
        String site = here.substring(here.indexOf('.') + 1);
        return there.endsWith("." + here) || isOneOwners(site) && (there.equals(site) || there.endsWith("." + site));
    }

    /** "example.com" is; "com" is not, nor is "co.uk". */
    private static boolean isOneOwners(String site) {
        int dot = site.indexOf('.');
        if (dot < 0) {
            return false;
        }
        boolean countryPart = dot <= MOST_OF_SUFFIX && site.length() - dot - 1 == 2;
        return site.indexOf('.', dot + 1) > 0 || !countryPart;
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }
}
