package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.transport.HttpRequest;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * GET /v2/NAME/manifests/REFERENCE.
 *
 * @param reference a tag or a digest
 */
public record FetchManifest(String repository, String reference) implements Endpoint<ManifestContent> {
    static final String ACCEPT = String.join(", ", List.of(
            MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_LIST, MediaTypes.DOCKER_MANIFEST));
    private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1";

    @Override
    public HttpRequest request(URI base) {
        return HttpRequest.of("GET", base.resolve(repository + "/manifests/" + reference))
                .withHeader("Accept", ACCEPT)
                .withScopes(Scopes.pull(repository));
    }

    @Override
    public String words() {
        return "manifest '" + reference + "' of " + repository;
    }

    @Override
    public boolean accepts(int status) {
        return status == 200;
    }

    @Override
    public ManifestContent read(HttpResponse response) throws IOException {
        byte[] bytes;
        try (response) {
            bytes = response.read(Json.MOST_BYTES);
        }
        Digest digest = Digests.of("sha256", bytes);
        Optional<Digest> said = response.headers().first("Docker-Content-Digest").map(Digest::parse);
        if (reference.indexOf(':') > 0) {
            digest = require(Digest.parse(reference), bytes, "asked for");
        } else if (said.isPresent()) {
            // Others take whatever comes with a tag; the registry itself says what it should be.
            digest = require(said.get(), bytes, "in the answer's Docker-Content-Digest");
        }
        return new ManifestContent(mediaType(response, bytes), digest, bytes);
    }

    private static Digest require(Digest expected, byte[] bytes, String where) {
        Digest actual = Digests.of(expected.algorithm(), bytes);
        if (!actual.equals(expected)) {
            throw new IllegalArgumentException("the content's digest is " + actual + ", not " + expected + " as " + where);
        }
        return expected;
    }

    /** The field and the document have to agree, or two readers would take it for two things (CVE-2021-41190). */
    private static String mediaType(HttpResponse response, byte[] bytes) {
        String field = response.headers().first("Content-Type").orElse("").split(";")[0].strip();
        if (field.startsWith(SCHEMA_1)) {
            throw new IllegalArgumentException("the image is in docker's schema 1, which is no longer taken; push it anew");
        }
        Optional<String> own = Json.readObject(bytes).text("mediaType");
        boolean known = MediaTypes.MANIFESTS.contains(field) || MediaTypes.INDEXES.contains(field);
        if (!known && own.isEmpty()) {
            throw new JsonException("'" + field + "' is no image's media type");
        }
        if (known && own.isPresent() && !own.get().equals(field)) {
            throw new JsonException("the answer says it is '" + field + "', its content '" + own.get() + "'");
        }
        return known ? field : own.get();
    }
}
