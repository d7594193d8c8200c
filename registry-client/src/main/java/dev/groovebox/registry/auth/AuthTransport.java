package dev.groovebox.registry.auth;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RefusedException;
import dev.groovebox.registry.transport.Transport;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers the challenges of one registry. Only the registry itself is answered: its host's requests carry credentials,
 * and another host that an answer led to gets none, whatever it asks for.
 */
public final class AuthTransport implements Transport {
    private final Transport next;
    private final TokenClient tokens;
    private final CredentialSource credentials;
    private final String registry;
    private final RealmRule realms;
    private final Map<String, TokenClient.Token> known = new ConcurrentHashMap<>();
    private final Map<String, Challenge> challenges = new ConcurrentHashMap<>();
    /** Realms that were asked without the credentials that we have. */
    private final Set<String> withheld = ConcurrentHashMap.newKeySet();

    /**
     * @param next the way on, to the registry and to token servers
     * @param registry whose credentials these are
     */
    public AuthTransport(Transport next, CredentialSource credentials, String registry, RealmRule realms) {
        this.next = next;
        this.tokens = new TokenClient(next);
        this.credentials = credentials;
        this.registry = registry;
        this.realms = realms;
    }

    @Override
    public HttpResponse send(HttpRequest request) throws IOException {
        if (request.redirectedFrom().isPresent()) {
            return next.send(request);
        }
        String origin = Uris.origin(request.uri());
        Challenge challenge = challenges.get(origin);
        Optional<String> authorization =
                challenge == null ? Optional.empty() : authorization(request, challenge, Optional.empty());
        HttpResponse response = next.send(with(request, authorization));
        if (response.status() != 401) {
            return response;
        }
        Optional<Challenge> asked = strongest(Challenge.parse(response.headers().all("WWW-Authenticate")));
        // An answer from another place than was asked has no say in who gets our credentials.
        if (asked.isEmpty() || !Uris.origin(response.uri()).equals(origin)) {
            return response;
        }
        Optional<String> answer = authorization(request, asked.get(), authorization);
        if (answer.isEmpty() || answer.equals(authorization)) {
            return response;
        }
        response.close();
        challenges.put(origin, asked.get());
        return explained(next.send(with(request, answer)), asked.get());
    }

    /** A refusal that has its cause in what we did not tell the token server. */
    private HttpResponse explained(HttpResponse response, Challenge challenge) throws IOException {
        String realm = challenge.parameter("realm").orElse("");
        if ((response.status() == 401 || response.status() == 403) && withheld.contains(realm)) {
            response.close();
            throw elsewhere(Uris.resolve(response.uri(), realm));
        }
        return response;
    }

    private static RefusedException elsewhere(URI realm) {
        return new RefusedException("the registry wants the password sent to " + realm.getHost()
                + ", another site than its own; name it in \"token-realms\" of daemon.json to allow that");
    }

    private static Optional<Challenge> strongest(List<Challenge> challenges) {
        return challenges.stream().filter(challenge -> challenge.is("Bearer")).findFirst()
                .or(() -> challenges.stream().filter(challenge -> challenge.is("Basic")).findFirst());
    }

    private static HttpRequest with(HttpRequest request, Optional<String> authorization) {
        return authorization.map(value -> request.withHeader("Authorization", value)).orElse(request);
    }

    /** @param rejected what the server has just refused; a token that is the same is fetched anew */
    private Optional<String> authorization(HttpRequest request, Challenge challenge, Optional<String> rejected)
            throws IOException {
        if (challenge.is("Basic")) {
            return credentials.find(registry) instanceof Credentials.Password password
                    ? Optional.of(password.basic())
                    : Optional.empty();
        }
        Credentials found = credentials.find(registry);
        if (found instanceof Credentials.RegistryToken token) {
            return Optional.of("Bearer " + token.token());
        }
        TreeSet<String> scopes = new TreeSet<>(request.scopes());
        challenge.parameter("scope").ifPresent(text -> scopes.addAll(List.of(text.split(" "))));
        return Optional.of("Bearer " + token(request.uri(), challenge, merged(scopes), found, rejected).text());
    }

    private TokenClient.Token token(
            URI asked, Challenge challenge, List<String> scopes, Credentials found, Optional<String> rejected)
            throws IOException {
        String realm = challenge.parameter("realm")
                .orElseThrow(() -> new IOException("the registry wants a token and does not say from where"));
        String key = realm + " " + challenge.parameter("service").orElse("") + " " + String.join(" ", scopes);
        // One request for many layers that need the same token at once.
        synchronized (known) {
            TokenClient.Token kept = known.get(key);
            boolean usable = kept != null && kept.isValid()
                    && !rejected.equals(Optional.of("Bearer " + kept.text()));
            if (!usable) {
                URI address = realms.address(asked, realm);
                kept = tokens.fetch(address, challenge.parameter("service"), scopes, told(asked, address, realm, found), false);
                known.put(key, kept);
            }
            return kept;
        }
    }

    private Credentials told(URI asked, URI address, String realm, Credentials found) {
        if (found instanceof Credentials.Anonymous || realms.mayKnowPassword(asked, address)) {
            return found;
        }
        withheld.add(realm);
        return Credentials.ANONYMOUS;
    }

    /** "repository:x:pull" and "repository:x:pull,push" are one scope with all actions. */
    private static List<String> merged(Collection<String> scopes) {
        Map<String, TreeSet<String>> actions = new HashMap<>();
        for (String scope : scopes) {
            int colon = scope.lastIndexOf(':');
            if (colon > 0) {
                actions.computeIfAbsent(scope.substring(0, colon), name -> new TreeSet<>())
                        .addAll(List.of(scope.substring(colon + 1).split(",")));
            }
        }
        return actions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + String.join(",", entry.getValue()))
                .sorted()
                .toList();
    }

    /**
     * Proves credentials to the registry, as a login does.
     *
     * @param ping the registry's base, "/v2/"
     * @return what to keep: the credentials, or the identity token that the server gave in their place
     * @throws TokenDeniedException when they are refused
     */
    public Credentials login(HttpRequest ping, Credentials.Password password) throws IOException {
        List<Challenge> asked;
        try (HttpResponse response = next.send(ping)) {
            asked = Challenge.parse(response.headers().all("WWW-Authenticate"));
            if (response.status() != 401) {
                return password;
            }
        }
        Challenge challenge = strongest(asked)
                .orElseThrow(() -> new IOException("the registry asks for credentials of an unknown kind"));
        if (challenge.is("Basic")) {
            check(ping.withHeader("Authorization", password.basic()));
            return password;
        }
        URI realm = realms.address(ping.uri(), challenge.parameter("realm").orElse(""));
        if (!realms.mayKnowPassword(ping.uri(), realm)) {
            throw elsewhere(realm);
        }
        TokenClient.Token token = tokens.fetch(realm, challenge.parameter("service"), List.of(), password, true);
        check(ping.withHeader("Authorization", "Bearer " + token.text()));
        return token.refresh().<Credentials>map(text -> new Credentials.IdentityToken(password.user(), text)).orElse(password);
    }

    private void check(HttpRequest ping) throws IOException {
        try (HttpResponse response = next.send(ping)) {
            if (!response.isSuccess()) {
                throw new TokenDeniedException(ping.words(), response.status());
            }
        }
    }
}
