package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.client.Registries;
import dev.groovebox.registry.client.Repository;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.PulledImage;
import dev.groovebox.sandbox.operation.LayerCompression;
import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.RegistryOperation.Pull;
import dev.groovebox.sandbox.operation.RegistryOperation.Push;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images between this machine's store and registries. */
public final class Distribution {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final RegistryAccess access;

    public Distribution(EnginePaths paths, FileCalls calls, ImageStore store, RegistryAccess access) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.access = access;
    }

    /** @throws EngineException when the registry, the image or the name is not as it should be */
    public List<PulledImage> pull(Pull pull, EventSink events) throws IOException, InterruptedException {
        Reference name = reference("cannot pull", pull.image());
        try (Registries registries = access.open(events)) {
            List<PulledImage> pulled = new ArrayList<>();
            for (Reference one : pull.allTags() ? allTags(registries, name) : List.of(name.withDefaultTag())) {
                pulled.add(pullOne(registries, one, pull.platform(), events));
            }
            return pulled;
        }
    }

    /** The image itself, as the store has it now; for a platform that is asked for, without the index it came in. */
    public StoredImage bring(String image, Optional<Platform> platform, EventSink events) throws IOException, InterruptedException {
        Reference name = reference("cannot pull", image).withDefaultTag();
        try (Registries registries = access.open(events)) {
            StoredImage pulled = imagePull(registries, events).pull(name, platform).image();
            return platform.isPresent() ? pulled.alone() : pulled;
        }
    }

    /** The same, without a name here: what no user asked for as an image. */
    public StoredImage bringUnnamed(String image, EventSink events) throws IOException, InterruptedException {
        Reference name = reference("cannot pull", image).withDefaultTag();
        try (Registries registries = access.open(events)) {
            return imagePull(registries, events).pull(name, Optional.empty(), List.of()).image();
        }
    }

    private PulledImage pullOne(
            Registries registries, Reference name, Optional<Platform> platform, EventSink events)
            throws IOException, InterruptedException {
        ImagePull.Pulled pulled = imagePull(registries, events).pull(name, platform);
        return new PulledImage(
                name.familiar(), pulled.image().id().toString(), pulled.top().toString(), pulled.fresh());
    }

    private ImagePull imagePull(Registries registries, EventSink events) {
        return new ImagePull(store, new PartialBlobs(paths, calls), new BlobSources(paths), registries, events);
    }

    public List<PushedImage> push(Push push, EventSink events) throws IOException, InterruptedException {
        if (push.allTags() && push.to().isPresent()) {
            throw new EngineException(FailureKind.INVALID, "cannot push", push.image(),
                    "all tags are wanted, and one name to push to is given", "'groovebox tag' gives each its name there");
        }
        List<PushedImage> pushed = new ArrayList<>();
        try (Registries registries = access.open(events); ObjectLock held = store.hold()) {
            for (String name : push.allTags() ? storedTags(push.image()) : List.of(push.image())) {
                StoredImage image = store.require(name);
                Reference target = target("cannot push to", push.to().orElse(name));
                pushed.add(pushOne(registries, image, target, push.compression(), events));
            }
        }
        return pushed;
    }

    private PushedImage pushOne(
            Registries registries, StoredImage image, Reference target, LayerCompression compression, EventSink events)
            throws IOException, InterruptedException {
        ManifestContent top = RegistryFailures.named("cannot push", target.familiar(), () ->
                new StoredParts(store, new CompressedLayers(paths, calls), compression, events)
                        .push(image, new ImagePush(registries, new BlobSources(paths), target, events)));
        return new PushedImage(target.familiar(), top.digest().toString(), top.bytes().length);
    }

    static Reference target(String action, String text) {
        Reference target = reference(action, text).withDefaultTag();
        if (target.digest().isPresent()) {
            throw new EngineException(FailureKind.INVALID, action, text, "what is pushed gets its digest by its content", "give a tag");
        }
        return target;
    }

    /** The names here that are of this repository. */
    private List<String> storedTags(String text) throws IOException {
        Reference repository = reference("cannot push", text);
        List<String> names = store.list().stream()
                .flatMap(image -> image.names().stream())
                .filter(name -> Reference.parse(name).name().equals(repository.name()))
                .toList();
        if (names.isEmpty() || repository.tag().isPresent()) {
            throw new EngineException(FailureKind.NOT_FOUND, "cannot push", text,
                    names.isEmpty() ? "no image here has that name" : "all tags are wanted, and one is given", "");
        }
        return names;
    }

    private List<Reference> allTags(Registries registries, Reference name) throws IOException, InterruptedException {
        if (name.tag().isPresent() || name.digest().isPresent()) {
            throw new EngineException(FailureKind.INVALID, "cannot pull", name.familiar(), "all tags are wanted, and one is given", "");
        }
        Repository repository = registries.repository(name);
        List<String> tags = RegistryFailures.named("cannot pull", name.familiar(), repository::tags);
        try {
            return tags.stream().map(name::withTag).toList();
        } catch (IllegalArgumentException e) {
            throw new EngineException(FailureKind.ENGINE, "cannot pull", name.familiar(),
                    name.registry() + " lists a tag that is none: " + e.getMessage(), "");
        }
    }

    static Reference reference(String action, String text) {
        try {
            return Reference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new EngineException(FailureKind.INVALID, action, text, e.getMessage(), "");
        }
    }
}
