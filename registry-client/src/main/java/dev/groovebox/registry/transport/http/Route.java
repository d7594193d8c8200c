package dev.groovebox.registry.transport.http;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** How the servers of the outside are reached. */
public interface Route {
    /** Empty to connect directly. */
    Optional<Proxy> proxy(URI uri);

    /** The certificates that are believed for this server, and those of our own. */
    TlsPolicy tls(URI uri) throws IOException;

    /** @param verified whether the certificate must be of the host's name; only an insecure registry's need not be */
    record TlsPolicy(SSLSocketFactory sockets, boolean verified) {}
}
