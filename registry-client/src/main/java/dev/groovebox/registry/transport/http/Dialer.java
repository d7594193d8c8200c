package dev.groovebox.registry.transport.http;

import dev.groovebox.registry.transport.RefusedException;
import dev.groovebox.registry.transport.StalledException;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens sockets: directly or through a proxy, plain or with TLS. */
final class Dialer {
    private final Route route;
    private final Timeouts timeouts;

    Dialer(Route route, Timeouts timeouts) {
        this.route = route;
        this.timeouts = timeouts;
    }

    /** @param absolute whether requests name the whole address, as a proxy of plain HTTP wants */
    record Dialed(Socket socket, boolean absolute, Optional<String> proxyAuthorization) {}

    /** @param redirectedFrom the registry that led here */
    Dialed dial(URI uri, Optional<URI> redirectedFrom) throws IOException {
        try {
            return reach(uri, redirectedFrom);
        } catch (SocketTimeoutException e) {
            throw new StalledException(timeouts.idle()); // in a handshake, or of a proxy
        }
    }

    private Dialed reach(URI uri, Optional<URI> redirectedFrom) throws IOException {
        Optional<Proxy> proxy = route.proxy(uri);
        if (proxy.isEmpty()) {
            Socket socket = connect(uri.getHost(), Uris.port(uri), nearestAllowed(redirectedFrom));
            return new Dialed(Uris.isHttps(uri) ? secured(socket, uri) : socket, false, Optional.empty());
        }
        refuseNearLiteral(uri, redirectedFrom);
        Socket socket = connect(proxy.get().host(), proxy.get().port(), AddressRange.LOOPBACK);
        if (!Uris.isHttps(uri)) {
            return new Dialed(socket, true, proxy.get().authorization());
        }
        tunnel(socket, uri, proxy.get());
        return new Dialed(secured(socket, uri), false, Optional.empty());
    }

    private AddressRange nearestAllowed(Optional<URI> redirectedFrom) throws IOException {
        if (redirectedFrom.isEmpty()) {
            return AddressRange.LOOPBACK;
        }
        return route.proxy(redirectedFrom.get()).isPresent()
                ? AddressRange.PUBLIC
                : AddressRange.of(InetAddress.getByName(redirectedFrom.get().getHost()));
    }

    /** Names are the proxy's to resolve, but an address is what it is. */
    private static void refuseNearLiteral(URI uri, Optional<URI> redirectedFrom) throws IOException {
        boolean literal = uri.getHost().startsWith("[") || uri.getHost().matches("[0-9.]+");
        if (redirectedFrom.isPresent() && literal) {
            requireAllowed(InetAddress.getByName(uri.getHost()), uri.getHost(), AddressRange.PUBLIC);
        }
    }

    /** Each address of the host in turn. What is checked is the address that is connected to, not a name looked up before. */
    private Socket connect(String host, int port, AddressRange nearest) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new UnknownHostException("no such host: " + host);
        }
        IOException last = new UnknownHostException(host);
        for (InetAddress address : addresses) {
            requireAllowed(address, host, nearest);
            Socket socket = new Socket();
            try {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.connect(new InetSocketAddress(address, port), (int) timeouts.connect().toMillis());
                socket.setSoTimeout((int) timeouts.idle().toMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e instanceof SocketTimeoutException ? new IOException("no connection to " + host + " within "
                        + timeouts.connect().toMillis() + " ms", e) : e;
            }
        }
        throw last;
    }

    private static void requireAllowed(InetAddress address, String host, AddressRange nearest) throws IOException {
        AddressRange range = AddressRange.of(address);
        if (range.isNearerThan(nearest)) {
            throw new RefusedException("the registry leads to " + host + ", an address that is "
                    + range.name().toLowerCase(java.util.Locale.ROOT) + " while its own is not; refused");
        }
    }

    private Socket secured(Socket plain, URI uri) throws IOException {
        boolean kept = false;
        try {
            Route.TlsPolicy policy = route.tls(uri);
            String host = uri.getHost().startsWith("[") ? uri.getHost().substring(1, uri.getHost().length() - 1) : uri.getHost();
            SSLSocket socket = (SSLSocket) policy.sockets().createSocket(plain, host, Uris.port(uri), true);
            if (policy.verified()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            kept = true;
            return socket;
        } finally {
            if (!kept) {
                plain.close();
            }
        }
    }

    private static void tunnel(Socket socket, URI uri, Proxy proxy) throws IOException {
        String target = uri.getHost() + ":" + Uris.port(uri);
        StringBuilder head = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        proxy.authorization().ifPresent(value -> head.append("Proxy-Authorization: ").append(value).append("\r\n"));
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = socket.getInputStream();
        ResponseHead answer = ResponseHead.read(new HeadReader(in));
        if (answer.status() != 200) {
            socket.close();
            throw new IOException("the proxy " + proxy + " answered " + answer.status() + " to a connection with " + target);
        }
    }
}
