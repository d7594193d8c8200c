package dev.groovebox.registry.auth;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RequestBody;
import dev.groovebox.registry.transport.Transport;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Asks a token server (distribution's "token" and "oauth2" pages). */
final class TokenClient {
    private static final String CLIENT = "groovebox";
    private static final Duration USUAL_LIFE = Duration.ofSeconds(60);
    /** More would not fit into nanoseconds, and is nobody's wish. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(1);

    private final Transport transport;

    /** @param transport without credentials of its own */
    TokenClient(Transport transport) {
        this.transport = transport;
    }

    /** @param until nanoTime; @param refresh kept by a login in place of the password */
    record Token(String text, long until, Optional<String> refresh) {
        boolean isValid() {
            return System.nanoTime() < until;
        }
    }

    Token fetch(URI realm, Optional<String> service, Collection<String> scopes, Credentials credentials, boolean forLogin)
            throws IOException {
        if (credentials instanceof Credentials.IdentityToken identity) {
            return exchange(realm, service, scopes, identity);
        }
        URI uri = realm;
        if (service.isPresent()) {
            uri = Uris.withQuery(uri, "service", service.get());
        }
        for (String scope : scopes) {
            uri = Uris.withQuery(uri, "scope", scope);
        }
        HttpRequest request = HttpRequest.of("GET", forLogin ? withAccount(uri, credentials) : uri);
        if (credentials instanceof Credentials.Password password) {
            request = request.withHeader("Authorization", password.basic());
        }
        return read(request);
    }

    private static URI withAccount(URI uri, Credentials credentials) {
        String user = credentials instanceof Credentials.Password password ? password.user() : "";
        return Uris.withQuery(Uris.withQuery(Uris.withQuery(uri, "account", user), "client_id", CLIENT), "offline_token", "true");
    }

    private Token exchange(URI realm, Optional<String> service, Collection<String> scopes, Credentials.IdentityToken identity)
            throws IOException {
        String form = "grant_type=refresh_token&service=" + Uris.escaped(service.orElse(""))
                + "&client_id=" + CLIENT
                + (scopes.isEmpty() ? "" : "&scope=" + Uris.escaped(String.join(" ", scopes)))
                + "&refresh_token=" + Uris.escaped(identity.token());
        return read(HttpRequest.of("POST", realm)
                .withHeader("Content-Type", "application/x-www-form-urlencoded")
                .withBody(RequestBody.of(form.getBytes(StandardCharsets.UTF_8))));
    }

    private Token read(HttpRequest request) throws IOException {
        long asked = System.nanoTime();
        try (HttpResponse response = transport.send(request)) {
            byte[] body = response.readSmall();
            if (!response.isSuccess()) {
                throw new TokenDeniedException(request.words(), response.status());
            }
            JsonObject json = Json.readObject(body);
            String text = json.text("token").or(() -> json.text("access_token")).filter(token -> !token.isEmpty())
                    .orElseThrow(() -> new JsonException("there is no token in it"));
            long seconds = json.integer("expires_in").orElse(USUAL_LIFE.toSeconds());
            Duration life = Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_LIFE.toSeconds())));
            return new Token(text, asked + life.toNanos(), json.text("refresh_token").filter(token -> !token.isEmpty()));
        } catch (JsonException e) {
            // The reader's complaint would show a piece of the answer, which may be a token.
            throw new IOException(request.words() + " was answered with something else than a token");
        }
    }
}
