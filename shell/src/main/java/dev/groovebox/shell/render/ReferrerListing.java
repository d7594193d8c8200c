package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.Referrer;
import java.util.List;

/** The rows of {@code referrers ls}. */
public final class ReferrerListing {
    private ReferrerListing() {}

    public static Listing<Referrer> columns() {
        List<Column<Referrer>> columns = List.of(
                new Column<>("DIGEST", "Digest", true, Referrer::digest),
                new Column<>("TYPE", "ArtifactType", true, Referrer::artifactType),
                new Column<>("SIZE", "Size", true, artifact -> HumanSize.of(artifact.sizeBytes())));
        return new Listing<>(columns, Referrer::digest, ReferrerListing::schema);
    }

    private static JsonObject schema(Referrer artifact) {
        return JsonObject.builder()
                .put("digest", artifact.digest())
                .put("artifactType", artifact.artifactType())
                .put("size", artifact.sizeBytes())
                .putTextMap("annotations", artifact.annotations())
                .build();
    }
}
