package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpResponse;
import dev.groovebox.registry.transport.RefusedException;
import dev.groovebox.registry.transport.Uris;
import java.io.IOException;
import java.net.URI;

/** Where an upload goes on; each answer may name another place. */
final class UploadLocation {
    private UploadLocation() {}

    static URI of(HttpResponse response) throws IOException {
        String text = response.headers().first("Location")
                .orElseThrow(() -> new IllegalArgumentException("the answer does not say where to upload to"));
        URI location = Uris.resolve(response.uri(), text);
        if (Uris.isHttps(response.uri()) && !Uris.isHttps(location)) {
            throw new RefusedException("the registry wants an upload by http after https; refused");
        }
        return location;
    }
}
