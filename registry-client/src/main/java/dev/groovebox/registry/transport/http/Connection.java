package dev.groovebox.registry.transport.http;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RequestBody;
import dev.groovebox.registry.transport.StalledException;
import dev.groovebox.registry.transport.Uris;
import dev.groovebox.registry.transport.Headers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One connection to a server, used for one request at a time. */
final class Connection {
    private static final int BUFFER = 1 << 16;

    private final String key;
    private final Dialer.Dialed dialed;
    private final ConnectionPool pool;
    private final Timeouts timeouts;
    private final InputStream in;
    private final OutputStream out;
    private boolean persistent;
    private boolean answered;

    Connection(String key, Dialer.Dialed dialed, ConnectionPool pool, Timeouts timeouts) throws IOException {
        this.key = key;
        this.dialed = dialed;
        this.pool = pool;
        this.timeouts = timeouts;
        this.in = new BufferedInputStream(stalling(dialed.socket().getInputStream()), BUFFER);
        this.out = dialed.socket().getOutputStream();
    }

    /** Java's word for a wait that was too long is a kind of interrupt, which nobody would try again. */
    private InputStream stalling(InputStream socket) {
        return new FilterInputStream(socket) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                    return in.read(buffer, offset, length);
                } catch (SocketTimeoutException e) {
                    throw new StalledException(timeouts.idle());
                }
            }
        };
    }

    String key() {
        return key;
    }

    /** Whether the server had begun to answer the last request. */
    boolean answered() {
        return answered;
    }

    HttpResponse exchange(HttpRequest request) throws IOException {
        answered = false;
        boolean kept = false;
        try {
            boolean whole = write(request);
            HeadReader reader = new HeadReader(in);
            ResponseHead head;
            try {
                head = ResponseHead.read(reader);
            } finally {
                answered = reader.hasBegun();
            }
            persistent = whole && head.persistent();
            kept = true;
            return new HttpResponse(request.uri(), head.status(), head.headers(), BodyInput.of(request.method(), head, in, this));
        } finally {
            if (!kept) {
                giveUp();
            }
        }
    }

    /** False when the server has stopped to listen: it may have answered early, such as by a 401. */
    private boolean write(HttpRequest request) throws IOException {
        try (WriteWatch watch = pool.watch(dialed.socket(), timeouts.idle())) {
            try {
                OutputStream buffered = new BufferedOutputStream(watch.through(out), BUFFER);
                buffered.write(head(request).getBytes(StandardCharsets.UTF_8));
                if (request.body().isPresent()) {
                    writeBody(request.body().get(), buffered);
                }
                buffered.flush();
                return true;
            } catch (UnreadableBodyException e) {
                throw e;
            } catch (IOException e) {
                if (watch.stalled()) {
                    throw new StalledException(timeouts.idle());
                }
                if (request.body().isEmpty() || in.available() == 0) {
                    throw e;
                }
                return false;
            }
        }
    }

    private static void writeBody(RequestBody body, OutputStream out) throws IOException {
        CountedOutput counted = new CountedOutput(out, body.length());
        body.writeTo(counted);
        counted.finish();
    }

    private String head(HttpRequest request) {
        StringBuilder head = new StringBuilder();
        String path = request.uri().getRawPath().isEmpty() ? "/" : request.uri().getRawPath();
        String query = request.uri().getRawQuery() == null ? "" : "?" + request.uri().getRawQuery();
        String authority = Uris.authority(request.uri());
        String target = dialed.absolute() ? request.uri().getScheme() + "://" + authority + path + query : path + query;
        head.append(request.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
        append(head, "Host", authority);
        dialed.proxyAuthorization().ifPresent(value -> append(head, "Proxy-Authorization", value));
        for (Headers.Field field : request.headers().fields()) {
            append(head, field.name(), field.value());
        }
        if (request.body().isPresent()) {
            append(head, "Content-Length", Long.toString(request.body().get().length()));
        } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            append(head, "Content-Length", "0");
        }
        return head.append("\r\n").toString();
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    int read(InputStream from, byte[] buffer, int offset, int length) throws IOException {
        try {
            return from.read(buffer, offset, length);
        } catch (IOException e) {
            giveUp();
            throw e;
        }
    }

    /** The answer has been read to its end. */
    void release() throws IOException {
        // Bytes that no request asked for would be taken for the next one's answer.
        if (persistent && in.available() == 0) {
            pool.giveBack(this);
        } else {
            giveUp();
        }
    }

    void giveUp() throws IOException {
        persistent = false;
        dialed.socket().close();
    }
}
