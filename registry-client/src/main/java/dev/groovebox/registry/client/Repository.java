package dev.groovebox.registry.client;

import dev.groovebox.registry.endpoint.DeleteManifest;
import dev.groovebox.registry.endpoint.Endpoint;
import dev.groovebox.registry.endpoint.FetchBlob;
import dev.groovebox.registry.endpoint.FetchManifest;
import dev.groovebox.registry.endpoint.HeadBlob;
import dev.groovebox.registry.endpoint.ListTags;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.endpoint.Page;
import dev.groovebox.registry.endpoint.PutManifest;
import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One repository: what can be read from it, also by way of mirrors, and written to it. */
public final class Repository {

    private final String registry;
    private final String name;
    private final List<Site> sources;
    private final Consumer<String> warnings;

    /** @param sources in the order in which they are asked; the last is the registry itself */
    Repository(String registry, String name, List<Site> sources, Consumer<String> warnings) {
        this.registry = registry;
        this.name = name;
        this.sources = List.copyOf(sources);
        this.warnings = warnings;
    }

    public String registry() {
        return registry;
    }

    public String name() {
        return name;
    }

    /** @param reference a tag or a digest */
    public ManifestContent manifest(String reference) throws IOException {
        return fromAny(new FetchManifest(name, reference));
    }

    /**
     * A blob's bytes, not verified. A connection that breaks is taken up again.
     *
     * @param from the first byte wanted
     * @throws RegistryException REFUSED for a layer that is elsewhere
     */
    public InputStream blob(Descriptor blob, long from) throws IOException {
        String asked = registry + ": blob " + blob.digest() + " of " + name;
        return new ResumingInput(asked, offset -> fromAny(new FetchBlob(name, blob.digest(), offset)), from, blob.size());
    }

    /** A whole small blob, such as a configuration, verified. */
    public byte[] smallBlob(Descriptor blob) throws IOException {
        String asked = registry + ": blob " + blob.digest() + " of " + name;
        if (blob.size() > Json.MOST_BYTES) {
            throw new RegistryException(RegistryException.Kind.BROKEN_ANSWER, asked,
                    "it is said to have " + blob.size() + " bytes, more than " + Json.MOST_BYTES, null);
        }
        byte[] bytes;
        try (InputStream in = blob(blob, 0)) {
            bytes = in.readNBytes((int) blob.size() + 1);
        }
        Digest actual = Digests.of(blob.digest().algorithm(), bytes);
        if (!actual.equals(blob.digest())) {
            throw new RegistryException(RegistryException.Kind.BROKEN_ANSWER, asked, "its content has the digest " + actual, null);
        }
        return bytes;
    }

    public boolean hasBlob(Digest digest) throws IOException {
        return itself().call(new HeadBlob(name, digest));
    }

    /** @param reference a tag or the manifest's digest */
    public void putManifest(String reference, ManifestContent manifest) throws IOException {
        Optional<Digest> said = itself().call(new PutManifest(name, reference, manifest));
        if (said.isPresent() && said.get().algorithm().equals(manifest.digest().algorithm())
                && !said.get().equals(manifest.digest())) {
            throw new RegistryException(RegistryException.Kind.BROKEN_ANSWER, registry + ": push of manifest '"
                    + reference + "' of " + name, "it was stored as " + said.get() + " instead of " + manifest.digest(), null);
        }
    }

    public Uploads uploads() {
        return new Uploads(itself(), name);
    }

    public Referrers referrers() {
        return new Referrers(this, itself());
    }

    /** In the registry's order. */
    public List<String> tags() throws IOException {
        return fromAnySite(site -> Page.all(address -> site.call(new ListTags(name, address))));
    }

    /** @param reference a digest, or a tag where the registry can delete one alone */
    public void delete(String reference) throws IOException {
        itself().call(new DeleteManifest(name, reference));
    }

    /** Writes go here, and so do reads that decide about writes. */
    Site itself() {
        return sources.get(sources.size() - 1);
    }

    private <R> R fromAny(Endpoint<R> endpoint) throws IOException {
        return fromAnySite(site -> site.call(endpoint));
    }

    private interface Question<R> {
        R ask(Site site) throws IOException;
    }

    /** A mirror that fails is told of, and the next is asked; one that has not got it yet is passed over in silence. */
    private <R> R fromAnySite(Question<R> question) throws IOException {
        for (Site mirror : sources.subList(0, sources.size() - 1)) {
            try {
                R found = question.ask(mirror);
                if (!found.equals(Optional.empty())) {
                    return found;
                }
            } catch (RegistryException e) {
                if (e.kind() != RegistryException.Kind.NOT_FOUND) {
                    warnings.accept("mirror " + e.getMessage() + "; asking the next");
                }
            }
        }
        return question.ask(itself());
    }
}
