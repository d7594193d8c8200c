package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/**
 * GET /v2/NAME/blobs/DIGEST, from an offset on when part of it is here.
 *
 * @param from the first byte wanted
 */
public record FetchBlob(String repository, Digest digest, long from) implements Endpoint<FetchBlob.Part> {
    /** @param from where it really begins: a registry may take no notice of the range, and send all */
    public record Part(long from, InputStream content) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    @Override
    public HttpRequest request(URI base) {
        HttpRequest request =
                HttpRequest.of("GET", base.resolve(repository + "/blobs/" + digest)).withScopes(Scopes.pull(repository));
        return from == 0 ? request : request.withHeader("Range", "bytes=" + from + "-");
    }

    @Override
    public String words() {
        return "blob " + digest + " of " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return List.of(200, 206).contains(status) || status == 416 && from > 0;
    }

    @Override
    public Part read(HttpResponse response) throws IOException {
        if (response.status() == 416) {
            response.close();
            return new Part(-1, InputStream.nullInputStream());
        }
        return new Part(response.status() == 206 ? begin(response) : 0, response.body());
    }

    private static long begin(HttpResponse response) throws IOException {
        String range = response.headers().first("Content-Range").orElse("");
        if (!range.matches("bytes [0-9]{1,18}-.*")) {
            response.close();
            throw new IllegalArgumentException("part of the blob came, and it is not said which");
        }
        return Long.parseLong(range.substring("bytes ".length(), range.indexOf('-')));
    }
}
