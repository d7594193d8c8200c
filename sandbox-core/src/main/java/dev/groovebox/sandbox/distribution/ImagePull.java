package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.client.Registries;
import dev.groovebox.registry.client.Repository;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.io.PieceFilter;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.image.IntakeWords;
import dev.groovebox.sandbox.image.ReceivedImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.image.layer.LayerClaims;
import dev.groovebox.sandbox.image.layer.LayerReader;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Brings one image of a repository into the store. */
final class ImagePull {
    private static final int MOST_NESTED = 4;
    private static final String FAILING = "cannot pull";

    private final ImageStore store;
    private final PartialBlobs partials;
    private final BlobSources sources;
    private final Registries registries;
    private final EventSink events;
    /** The registry, or our own disk, failed us: what came by then was not wrong. */
    private final AtomicBoolean cutOff = new AtomicBoolean();

    ImagePull(ImageStore store, PartialBlobs partials, BlobSources sources, Registries registries, EventSink events) {
        this.store = store;
        this.partials = partials;
        this.sources = sources;
        this.registries = registries;
        this.events = events;
    }

    /** @param top the digest that the name stands for in the registry: an index's, where it has one */
    record Pulled(StoredImage image, Digest top, boolean fresh) {}

    /** @param platform absent for this machine's */
    Pulled pull(Reference name, Optional<Platform> platform) throws IOException, InterruptedException {
        return pull(name, platform, name.digest().isPresent() ? List.of() : List.of(name));
    }

    /** @param names that the image gets here */
    Pulled pull(Reference name, Optional<Platform> platform, List<Reference> names) throws IOException, InterruptedException {
        return RegistryFailures.named(FAILING, name.familiar(), () -> pullAs(names, name, platform));
    }

    private Pulled pullAs(List<Reference> names, Reference name, Optional<Platform> platform)
            throws IOException, InterruptedException {
        Repository repository = registries.repository(name);
        ManifestContent top = repository.manifest(name.tagOrDigest());
        List<ReceivedImage.Document> documents = new ArrayList<>();
        ManifestContent chosen = choose(repository, top, platform.orElseGet(Platform::ofThisMachine), name, documents, 0);
        Manifest manifest = Manifest.parse(chosen.bytes());
        manifest.layers().forEach(layer -> requireOwn(name, layer));
        byte[] configBytes = small(repository, manifest.config());
        documents.add(new ReceivedImage.Document(manifest.config(), configBytes));
        ImageConfig config = config(configBytes, manifest);
        Descriptor kept = top.descriptor();
        try (ObjectLock held = store.hold()) {
            boolean fresh = !store.isHere(kept.digest(), manifest.config().digest());
            List<StoredLayer> layers = layers(repository, name, manifest, config);
            StoredImage image = store.add(new ReceivedImage(kept, manifest.config().digest(), documents, layers), names);
            for (Descriptor layer : manifest.layers()) {
                sources.add(layer.digest(), name);
            }
            return new Pulled(image, top.digest(), fresh);
        }
    }

    private ManifestContent choose(
            Repository repository, ManifestContent content, Platform platform, Reference name,
            List<ReceivedImage.Document> documents, int depth) throws IOException {
        documents.add(new ReceivedImage.Document(content.descriptor(), content.bytes()));
        if (!content.isIndex()) {
            return content;
        }
        Index index = Index.parse(content.bytes());
        Descriptor chosen = index.forPlatform(platform)
                .filter(found -> depth < MOST_NESTED)
                .orElseThrow(() -> noPlatform(name, platform, index));
        return choose(repository, repository.manifest(chosen.digest().toString()), platform, name, documents, depth + 1);
    }

    private static EngineException noPlatform(Reference name, Platform platform, Index index) {
        List<String> known = index.manifests().stream()
                .flatMap(entry -> entry.platform().stream()).map(Platform::toString).distinct().toList();
        return new EngineException(FailureKind.NOT_FOUND, FAILING, name.familiar(), "it is not there for " + platform,
                known.isEmpty() ? "" : "it is for " + String.join(", ", known));
    }

    private static ImageConfig config(byte[] bytes, Manifest manifest) {
        ImageConfig config = ImageConfig.parse(bytes);
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new IllegalArgumentException("its configuration names " + config.diffIds().size()
                    + " layers, its manifest " + manifest.layers().size());
        }
        return config;
    }

    /** A configuration, which the store may have already. */
    private byte[] small(Repository repository, Descriptor config) throws IOException {
        Optional<byte[]> here = store.document(config);
        return here.isPresent() ? here.get() : repository.smallBlob(config);
    }

    private List<StoredLayer> layers(Repository repository, Reference name, Manifest manifest, ImageConfig config)
            throws IOException, InterruptedException {
        partials.deleteOld();
        try {
            return take(repository, name, manifest, config);
        } catch (EngineException e) {
            if (cutOff.get()) {
                throw e;
            }
            // Wrong content is thrown away, and asked for once more: it may have been broken on its way.
            deletePartials(manifest);
            events.accept(new Event.Warning(e.getMessage() + "; asking for it once more"));
        }
        try {
            return take(repository, name, manifest, config);
        } catch (EngineException e) {
            if (!cutOff.get()) {
                deletePartials(manifest);
            }
            throw e;
        }
    }

    private void deletePartials(Manifest manifest) throws IOException {
        for (Descriptor layer : manifest.layers()) {
            partials.delete(layer.digest());
        }
    }

    private List<StoredLayer> take(Repository repository, Reference name, Manifest manifest, ImageConfig config)
            throws IOException, InterruptedException {
        List<IncomingLayer> incoming = new ArrayList<>();
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor blob = manifest.layers().get(i);
            LayerClaims claims = LayerClaims.of(config.diffIds().get(i), blob);
            incoming.add(new IncomingLayer(
                    blob.digest().hex().substring(0, 12), claims, () -> new Guarded(name, open(name, repository, blob))));
        }
        List<StoredLayer> stored = store
                .intake(IntakeWords.PULL, LayerReader.MOST_BYTES, events)
                .atOnce(registries.settings().downloads())
                .take(incoming);
        deletePartials(manifest);
        return stored;
    }

    private InputStream open(Reference name, Repository repository, Descriptor blob) throws IOException {
        try {
            return partials.open(repository, blob);
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    /** A layer that its manifest says to be fetched from elsewhere could lead us anywhere. */
    private void requireOwn(Reference name, Descriptor blob) {
        boolean foreign = !blob.urls().isEmpty() || blob.mediaType().contains("foreign");
        if (foreign && !registries.settings().foreignLayers()) {
            throw new EngineException(FailureKind.ENGINE, FAILING, name.familiar(),
                    "layer " + blob.digest() + " is a foreign one, to be fetched from elsewhere; refused",
                    "\"foreign-layers\": true in daemon.json asks the registry for it");
        }
    }

    private IOException failed(Reference name, IOException e) {
        cutOff.set(true);
        if (e instanceof RegistryException failure) {
            throw RegistryFailures.of(FAILING, name.familiar(), failure);
        }
        return e;
    }

    /** Tells a failure to get content from wrong content, which the reader of the stream complains of. */
    private final class Guarded extends PieceFilter {
        private final Reference name;

        Guarded(Reference name, InputStream in) {
            super(in);
            this.name = name;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                throw failed(name, e);
            }
        }
    }
}
