package dev.groovebox.registry.transport;

import java.io.IOException;
import java.util.function.Consumer;

/** Tells each request and what came of it, in one line without anything secret: no header, no query, no body. */
public final class LoggingTransport implements Transport {
    private final Transport next;
    private final Consumer<String> log;

    public LoggingTransport(Transport next, Consumer<String> log) {
        this.next = next;
        this.log = log;
    }

    @Override
    public HttpResponse send(HttpRequest request) throws IOException {
        long begin = System.nanoTime();
        try {
            HttpResponse response = next.send(request);
            log.accept(request.words() + ": " + response.status() + " in " + millisSince(begin) + " ms");
            return response;
        } catch (IOException e) {
            log.accept(request.words() + ": " + e.getMessage() + " after " + millisSince(begin) + " ms");
            throw e;
        }
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
