package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * POST /v2/NAME/blobs/uploads/, or with the blob of another repository of the same registry in place of an upload.
 *
 * @param from the repository that has it
 */
public record StartUpload(String repository, Digest digest, Optional<String> from) implements Endpoint<StartUpload.Answer> {
    public sealed interface Answer {
        record Mounted() implements Answer {}

        record Started(URI location) implements Answer {}
    }

    @Override
    public HttpRequest request(URI base) {
        String path = repository + "/blobs/uploads/";
        return from.isEmpty()
                ? HttpRequest.of("POST", base.resolve(path)).withScopes(Scopes.push(repository))
                : HttpRequest.of("POST", base.resolve(path + "?mount=" + digest + "&from=" + from.get()))
                        .withScopes(Scopes.mount(repository, from.get()));
    }

    @Override
    public String words() {
        return "upload of blob " + digest + " to " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 202 || status == 201;
    }

    @Override
    public Answer read(HttpResponse response) throws IOException {
        try (response) {
            return response.status() == 201 && from.isPresent()
                    ? new Answer.Mounted()
                    : new Answer.Started(UploadLocation.of(response));
        }
    }
}
