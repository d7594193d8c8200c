package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.auth.TokenDeniedException;
import dev.groovebox.registry.endpoint.RegistryException.Kind;
import dev.groovebox.registry.transport.AnswerTooLargeException;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RefusedException;
import dev.groovebox.registry.transport.Transport;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import javax.net.ssl.SSLException;

/** Sends endpoints' requests to one registry, and makes a named failure of everything that is not a success. */
public final class EndpointCaller {
    private final Transport transport;
    private final URI base;
    private final String registry;

    /**
     * @param base ending in "/v2/"
     * @param registry for messages
     */
    public EndpointCaller(Transport transport, URI base, String registry) {
        this.transport = transport;
        this.base = base;
        this.registry = registry;
    }

    public URI base() {
        return base;
    }

    /** @throws RegistryException for every kind of failure but an interrupt */
    public <R> R call(Endpoint<R> endpoint) throws IOException {
        String asked = registry + ": " + endpoint.words();
        try {
            HttpResponse response = transport.send(request(endpoint));
            if (!endpoint.accepts(response.status())) {
                throw refusal(asked, response);
            }
            return endpoint.read(response);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(Kind.BROKEN_ANSWER, asked, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw failure(asked, e);
        }
    }

    /** An upload goes on where the registry says; on another host that is a redirect, with all that it may not do. */
    private HttpRequest request(Endpoint<?> endpoint) {
        HttpRequest request = endpoint.request(base);
        return Uris.origin(request.uri()).equals(Uris.origin(base)) ? request : request.ledBy(base);
    }

    /**
     * What a failure on the way comes to.
     *
     * @param asked registry and object
     * @throws InterruptedIOException as it is
     */
    public static RegistryException failure(String asked, IOException e) throws InterruptedIOException {
        if (e instanceof RegistryException failure) {
            return failure;
        }
        if (e instanceof InterruptedIOException interrupted) {
            throw interrupted;
        }
        if (e instanceof TokenDeniedException denied) {
            return new RegistryException(Kind.of(denied.status()), asked, e.getMessage(), e);
        }
        if (e instanceof RefusedException) {
            return new RegistryException(Kind.REFUSED, asked, e.getMessage(), e);
        }
        Kind kind = e instanceof AnswerTooLargeException ? Kind.BROKEN_ANSWER : Kind.UNREACHABLE;
        return new RegistryException(kind, asked, words(e), e);
    }

    private static RegistryException refusal(String asked, HttpResponse response) throws IOException {
        try (response) {
            String said = ErrorBody.words(response);
            String answer = "answered " + response.status() + (said.isEmpty() ? "" : " (" + said + ")");
            return new RegistryException(Kind.of(response.status()), asked, answer, null);
        }
    }

    private static String words(IOException e) {
        if (e instanceof ConnectException) {
            return "no connection: " + e.getMessage();
        }
        return e instanceof SSLException ? "TLS: " + e.getMessage() : String.valueOf(e.getMessage());
    }
}
