package dev.groovebox.registry.transport;

import java.io.IOException;

/** Sends a request and answers what came back, whatever its status. Transports are stacked, each with one concern. */
@FunctionalInterface
public interface Transport {
    HttpResponse send(HttpRequest request) throws IOException;
}
