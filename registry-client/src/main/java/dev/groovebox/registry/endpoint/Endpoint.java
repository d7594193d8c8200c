package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;

/**
 * One request of the distribution protocol (OCI distribution-spec 1.1), and how its answer is read.
 *
 * @param <R> what it answers
 */
public interface Endpoint<R> {
    /** @param base the registry's address, ending in "/v2/" */
    HttpRequest request(URI base);

    /** What is asked for, for messages: "manifest 'latest'". */
    String words();

    boolean accepts(int status);

    /** Reads an accepted answer, and closes it unless the result holds its body. */
    R read(HttpResponse response) throws IOException;
}
