package dev.groovebox.registry.transport;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * Follows redirects of what only reads. Credentials go to no other host; https does not become http; and an address
 * that is nearer to this machine than the registry's own is refused by the connections below.
 */
public final class RedirectTransport implements Transport {
    private static final int MOST = 10;
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private final Transport next;

    public RedirectTransport(Transport next) {
        this.next = next;
    }

    @Override
    public HttpResponse send(HttpRequest request) throws IOException {
        HttpRequest current = request;
        for (int hops = 0; hops <= MOST; hops++) {
            HttpResponse response = next.send(current);
            boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
            if (!reads || !STATUSES.contains(response.status())) {
                return response;
            }
            response.close();
            current = redirected(current, response);
        }
        throw new RefusedException("more than " + MOST + " redirects");
    }

    private static HttpRequest redirected(HttpRequest from, HttpResponse response) throws IOException {
        String location = response.headers().first("Location")
                .orElseThrow(() -> new RefusedException("a redirect (" + response.status() + ") that does not say where to"));
        URI target;
        try {
            target = Uris.resolve(from.uri(), location);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("a redirect is refused: " + e.getMessage());
        }
        if (Uris.isHttps(from.uri()) && !Uris.isHttps(target)) {
            throw new RefusedException("a redirect from https to http is refused: " + Uris.withoutSecrets(target));
        }
        HttpRequest request = from.redirectedTo(target);
        return Uris.origin(target).equals(Uris.origin(from.uri()))
                ? request
                : request.withHeaders(request.headers().without("Authorization"));
    }
}
