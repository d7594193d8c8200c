package dev.groovebox.sandbox.operation;

import dev.groovebox.registry.oci.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine does with registries. */
public sealed interface RegistryOperation<R> extends Operation<R> {
    /**
     * Brings an image here.
     *
     * @param image a name, or a place such as oci:DIR:TAG, whose image gets no name here
     * @param platform absent for this machine's
     * @param allTags every tag of the repository; the name has none then
     */
    record Pull(String image, Optional<Platform> platform, boolean allTags) implements RegistryOperation<List<PulledImage>> {
        public Pull(String image) {
            this(image, Optional.empty(), false);
        }
    }

    /**
     * Brings an image into a registry.
     *
     * @param image a name or an id, or a place such as oci:DIR:TAG
     * @param to the name there, or a place; absent when it is the image's own
     * @param allTags every image of that repository that is here
     */
    record Push(String image, Optional<String> to, boolean allTags, LayerCompression compression)
            implements RegistryOperation<List<PushedImage>> {}

    /** Proves credentials to a registry and keeps them; answers where they are kept. */
    record Login(String registry, String user, Secret password) implements RegistryOperation<String> {}

    /** Forgets a registry's credentials; answers in words what was done. */
    record Logout(String registry) implements RegistryOperation<String> {}

    /** @param registry whose repositories are searched */
    record SearchImages(String registry, String term, int limit) implements RegistryOperation<List<FoundImage>> {}

    record ListTags(String repository) implements RegistryOperation<List<String>> {}

    /** What a name stands for in its registry, unpulled. */
    record InspectManifest(String reference) implements RegistryOperation<RemoteManifest> {}

    /** Deletes a tag, or a manifest with all its tags; answers what was deleted. */
    record DeleteRemote(String reference) implements RegistryOperation<String> {}

    /**
     * Copies from one registry to another without unpacking anything; every digest stays. What comes from a place such
     * as oci:DIR:TAG, or goes to one, goes through the store.
     *
     * @param platform only this one's manifest of an index
     */
    record CopyRemote(String source, String target, Optional<Platform> platform) implements RegistryOperation<PushedImage> {}

    record ListReferrers(String reference) implements RegistryOperation<List<Referrer>> {}

    /**
     * Attaches a file to an image as an artifact of its own.
     *
     * @param type of the artifact: "application/spdx+json"
     */
    record AttachArtifact(String reference, String type, byte[] content, Map<String, String> annotations)
            implements RegistryOperation<Referrer> {}
}
