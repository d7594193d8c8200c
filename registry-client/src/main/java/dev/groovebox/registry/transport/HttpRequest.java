package dev.groovebox.registry.transport;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A request on its way down the stack of transports.
 *
 * @param scopes what a token for it must allow, such as "repository:library/hello:pull"
 * @param retriable whether it may be sent again when it is unknown what became of it
 * @param redirectedFrom where the registry itself was asked, when one of its answers led here
 */
public record HttpRequest(
        String method,
        URI uri,
        Headers headers,
        Optional<RequestBody> body,
        List<String> scopes,
        boolean retriable,
        Optional<URI> redirectedFrom) {
    public HttpRequest {
        scopes = List.copyOf(scopes);
    }

    public static HttpRequest of(String method, URI uri) {
        return new HttpRequest(method, uri, Headers.NONE, Optional.empty(), List.of(), true, Optional.empty());
    }

    public HttpRequest withHeader(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    public HttpRequest withHeaders(Headers value) {
        return new HttpRequest(method, uri, value, body, scopes, retriable, redirectedFrom);
    }

    public HttpRequest withBody(RequestBody value) {
        return new HttpRequest(method, uri, headers, Optional.of(value), scopes, retriable, redirectedFrom);
    }

    public HttpRequest withScopes(List<String> value) {
        return new HttpRequest(method, uri, headers, body, value, retriable, redirectedFrom);
    }

    /** Never sent twice: what it changes can't be told from its first time. */
    public HttpRequest once() {
        return new HttpRequest(method, uri, headers, body, scopes, false, redirectedFrom);
    }

    HttpRequest redirectedTo(URI target) {
        return new HttpRequest(method, target, headers, body, scopes, retriable, redirectedFrom).ledBy(redirectedFrom.orElse(uri));
    }

    /** @param registry whose answer named this request's address, on another host than its own */
    public HttpRequest ledBy(URI registry) {
        return new HttpRequest(method, uri, headers, body, scopes, retriable, Optional.of(registry));
    }

    /** For messages: no query, which may hold a signature or a token. */
    public String words() {
        return method + " " + Uris.withoutSecrets(uri);
    }
}
