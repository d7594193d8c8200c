package dev.groovebox.registry.transport.http;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.StalledException;
import dev.groovebox.registry.transport.Transport;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** HTTP/1.1 over sockets, with connections that are used again. The lowest of the transports. */
public final class HttpTransport implements Transport, AutoCloseable {
    private final Dialer dialer;
    private final Timeouts timeouts;
    private final ConnectionPool pool = new ConnectionPool();

    public HttpTransport(Route route, Timeouts timeouts) {
        this.dialer = new Dialer(route, timeouts);
        this.timeouts = timeouts;
    }

    @Override
    public HttpResponse send(HttpRequest request) throws IOException {
        String key = key(request.uri(), request.redirectedFrom());
        Optional<Connection> waiting = pool.take(key);
        while (waiting.isPresent()) {
            Connection connection = waiting.get();
            try {
                return connection.exchange(request);
            } catch (IOException e) {
                // A server may close an idle connection at any time, also now: then the request was never read.
                boolean wasClosed = !(e instanceof StalledException || e instanceof UnreadableBodyException);
                if (connection.answered() || !request.retriable() || !wasClosed) {
                    throw e;
                }
                waiting = pool.take(key);
            }
        }
        Dialer.Dialed dialed = dialer.dial(request.uri(), request.redirectedFrom());
        return new Connection(key, dialed, pool, timeouts).exchange(request);
    }

    /** What a redirect may reach depends on who sent it, so its connections are not for others. */
    private static String key(URI uri, Optional<URI> redirectedFrom) {
        return Uris.origin(uri) + redirectedFrom.map(from -> " from " + Uris.origin(from)).orElse("");
    }

    @Override
    public void close() throws IOException {
        pool.close();
    }
}
