package dev.groovebox.registry.client;

import dev.groovebox.registry.endpoint.ListReferrers;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.endpoint.Page;
import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Artifacts that refer to an image, such as SBOMs and signatures (distribution-spec, "Listing Referrers"). */
public final class Referrers {
    /** Of the empty configuration, "{}" (image-spec, "Guidelines for Artifact Usage"). */
    private static final String EMPTY = "application/vnd.oci.empty.v1+json";

    private final Repository repository;
    private final Site site;

    Referrers(Repository repository, Site site) {
        this.repository = repository;
        this.site = site;
    }

    public List<Descriptor> list(Digest subject) throws IOException {
        Optional<Page<Descriptor>> first = site.call(new ListReferrers(repository.name(), subject, Optional.empty()));
        if (first.isEmpty()) {
            return tagged(subject).manifests();
        }
        return Page.all(address -> address.isEmpty()
                ? first.get()
                : site.call(new ListReferrers(repository.name(), subject, address)).orElseGet(() -> new Page<>(List.of(), Optional.empty())));
    }

    /** The index under the tag that stands in for the question in older registries ("Referrers Tag Schema"). */
    private Index tagged(Digest subject) throws IOException {
        try {
            return Index.parse(repository.manifest(tag(subject)).bytes());
        } catch (IllegalArgumentException e) {
            throw new RegistryException(RegistryException.Kind.BROKEN_ANSWER, repository.registry() + ": referrers of " + subject + " in "
                    + repository.name(), "what is under the tag '" + tag(subject) + "' is no index: " + e.getMessage(), e);
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.NOT_FOUND) {
                return Index.EMPTY;
            }
            throw e;
        }
    }

    private static String tag(Digest subject) {
        return subject.algorithm() + "-" + subject.hex();
    }

    /**
     * Pushes a file as an artifact that refers to a manifest.
     *
     * @param type the artifact's, such as "application/spdx+json"
     * @return the artifact's own manifest
     */
    public Descriptor attach(Descriptor subject, String type, byte[] content, Map<String, String> annotations)
            throws IOException {
        Descriptor config = upload(EMPTY, new byte[] {'{', '}'});
        Descriptor layer = upload(type, content);
        byte[] bytes = Json.write(JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_MANIFEST)
                .put("artifactType", type)
                .put("config", config.toJson())
                .putObjects("layers", List.of(layer.toJson()))
                .put("subject", Descriptor.of(subject.mediaType(), subject.digest(), subject.size()).toJson())
                .putTextMap("annotations", annotations)
                .build());
        ManifestContent manifest = new ManifestContent(MediaTypes.OCI_MANIFEST, Digests.of("sha256", bytes), bytes);
        repository.putManifest(manifest.digest().toString(), manifest);
        Descriptor artifact = new Descriptor(manifest.mediaType(), manifest.digest(), bytes.length, annotations,
                Optional.empty(), List.of(), Optional.of(type));
        if (site.call(new ListReferrers(repository.name(), subject.digest(), Optional.empty())).isEmpty()) {
            addToTag(subject.digest(), artifact);
        }
        return artifact;
    }

    private Descriptor upload(String mediaType, byte[] content) throws IOException {
        Descriptor blob = Descriptor.of(mediaType, Digests.of("sha256", content), content.length);
        if (!repository.hasBlob(blob.digest())) {
            repository.uploads().upload(blob, from ->
                    new ByteArrayInputStream(content, (int) from, content.length - (int) from), sent -> {});
        }
        return blob;
    }

    private void addToTag(Digest subject, Descriptor artifact) throws IOException {
        Index before = tagged(subject);
        List<Descriptor> manifests = new ArrayList<>(before.manifests());
        manifests.add(artifact);
        byte[] bytes = before.withManifests(manifests).write();
        repository.putManifest(tag(subject), new ManifestContent(MediaTypes.OCI_INDEX, Digests.of("sha256", bytes), bytes));
    }
}
