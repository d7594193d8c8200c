package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.transport.HttpResponse;
import java.net.URI;
import java.io.IOException;

/** How far an upload is, and where it goes on. @param bytes that the registry has */
public record UploadState(URI location, long bytes) {
    /** @param before where the upload was, for answers that do not say where it goes on */
    static UploadState of(HttpResponse response, URI before) throws IOException {
        try (response) {
            String range = response.headers().first("Range").orElse("0-0");
            String last = range.substring(range.indexOf('-') + 1);
            if (!last.matches("[0-9]{1,18}")) {
                throw new IllegalArgumentException("'" + range + "' does not tell how far the upload is");
            }
            long end = Long.parseLong(last);
            URI location = response.headers().first("Location").isPresent() ? UploadLocation.of(response) : before;
            // "0-0" stands for nothing as well as for one byte; to send that byte again is an error, not harm.
            return new UploadState(location, end == 0 ? 0 : end + 1);
        }
    }
}
