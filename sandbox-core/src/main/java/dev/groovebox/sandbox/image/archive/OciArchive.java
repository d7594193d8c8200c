package dev.groovebox.sandbox.image.archive;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.MediaTypes;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.image.ReceivedImage;
import dev.groovebox.sandbox.image.layer.LayerClaims;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An image layout (image-spec, image-layout.md) in a folder or a tar. */
final class OciArchive {
    static final String LIST = "index.json";

    /** The full reference in archives of containerd and docker; theirs by the specification's key is the tag alone. */
    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final int MOST_NESTED = 4;

    private final ArchiveFiles files;
    private final Platform platform = Platform.ofThisMachine();

    OciArchive(ArchiveFiles files) {
        this.files = files;
    }

    /** @param tag the wanted one, by the annotation that image layouts have for names; absent: all of them */
    List<ArchivedImage> images(Optional<String> tag) throws IOException {
        List<ArchivedImage> images = new ArrayList<>();
        for (Descriptor entry : Index.parseLayout(files.document(LIST)).manifests()) {
            boolean image = MediaTypes.MANIFESTS.contains(entry.mediaType()) || MediaTypes.INDEXES.contains(entry.mediaType());
            if (image && (tag.isEmpty() || isNamed(entry, tag.get()))) {
                images.add(read(entry));
            }
        }
        return images;
    }

    private static boolean isNamed(Descriptor entry, String tag) {
        return entry.annotation(Descriptor.REF_NAME).filter(tag::equals).isPresent()
                || nameOf(entry).filter(name -> name.familiar().equals(tag) || name.full().equals(tag)).isPresent();
    }

    /** A bare tag, such as umoci writes, names no image. */
    private static Optional<Reference> nameOf(Descriptor entry) {
        return entry.annotation(CONTAINERD_NAME)
                .or(() -> entry.annotation(Descriptor.REF_NAME).filter(name -> name.contains(":") || name.contains("/")))
                .map(name -> Reference.parse(name).withDefaultTag());
    }

    private ArchivedImage read(Descriptor entry) throws IOException {
        List<ReceivedImage.Document> documents = new ArrayList<>();
        Others others = new Others(documents);
        Descriptor at = entry;
        byte[] bytes = document(at, documents);
        for (int depth = 0; MediaTypes.INDEXES.contains(at.mediaType()); depth++) {
            if (depth == MOST_NESTED) {
                throw new IllegalArgumentException("more than " + MOST_NESTED + " indexes, one within another");
            }
            Index index = Index.parse(bytes);
            Descriptor chosen = choose(index);
            for (Descriptor other : index.manifests()) {
                if (!other.digest().equals(chosen.digest())) {
                    others.add(other, depth + 1);
                }
            }
            at = chosen;
            bytes = document(at, documents);
        }
        Manifest manifest = Manifest.parse(bytes);
        ImageConfig config = ImageConfig.parse(document(manifest.config(), documents));
        return new ArchivedImage(
                nameOf(entry).stream().toList(),
                new ArchivedImage.Origin.Kept(withoutNames(entry), manifest.config().digest(), documents),
                layers(manifest, config),
                others.layers);
    }

    /** This machine's image; of an archive that has others only, the first that is whole. */
    private Descriptor choose(Index index) throws IOException {
        Optional<Descriptor> own = index.forPlatform(platform);
        if (own.isPresent() && has(own.get())) {
            return own.get();
        }
        for (Descriptor other : index.manifests()) {
            if (other.platform().isPresent() && MediaTypes.MANIFESTS.contains(other.mediaType()) && has(other)
                    && isWhole(Manifest.parse(verified(other)))) {
                return other;
            }
        }
        return own.orElseThrow(() -> new IllegalArgumentException(
                "no image for " + platform.os() + "/" + platform.architecture()));
    }

    private boolean isWhole(Manifest manifest) throws IOException {
        for (Descriptor layer : manifest.layers()) {
            if (!has(layer)) {
                return false;
            }
        }
        return has(manifest.config());
    }

    /** What an archive has of other platforms' images, and of their indexes: it may leave out what nobody asked for. */
    private final class Others {
        private final List<ReceivedImage.Document> documents;
        private final List<IncomingLayer> layers = new ArrayList<>();
        /** Indexes that name each other many times are read once: of four levels with a thousand names each there is no end. */
        private final Set<Digest> seen = new HashSet<>();

        /** @param documents all that the image is to keep */
        Others(List<ReceivedImage.Document> documents) {
            this.documents = documents;
        }

        void add(Descriptor descriptor, int depth) throws IOException {
            if (depth > MOST_NESTED || !seen.add(descriptor.digest()) || !has(descriptor)) {
                return;
            }
            if (MediaTypes.INDEXES.contains(descriptor.mediaType())) {
                for (Descriptor child : Index.parse(document(descriptor, documents)).manifests()) {
                    add(child, depth + 1);
                }
            } else if (MediaTypes.MANIFESTS.contains(descriptor.mediaType())) {
                addImage(descriptor);
            }
        }

        private void addImage(Descriptor descriptor) throws IOException {
            Manifest manifest = Manifest.parse(verified(descriptor));
            if (!isWhole(manifest)) {
                return;
            }
            document(descriptor, documents);
            document(manifest.config(), documents);
            manifest.layers().forEach(layer -> layers.add(layer(layer, layer.digest())));
        }
    }

    private boolean has(Descriptor blob) throws IOException {
        return files.find(blob(blob.digest())).isPresent();
    }

    private static Descriptor withoutNames(Descriptor entry) {
        Descriptor plain = Descriptor.of(entry.mediaType(), entry.digest(), entry.size());
        return entry.platform().map(plain::withPlatform).orElse(plain);
    }

    private byte[] document(Descriptor descriptor, List<ReceivedImage.Document> documents) throws IOException {
        byte[] bytes = verified(descriptor);
        documents.add(new ReceivedImage.Document(descriptor, bytes));
        return bytes;
    }

    private byte[] verified(Descriptor descriptor) throws IOException {
        byte[] bytes = files.document(blob(descriptor.digest()));
        ImageStore.verify(descriptor, bytes);
        return bytes;
    }

    private List<IncomingLayer> layers(Manifest manifest, ImageConfig config) throws IOException {
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new IllegalArgumentException("a configuration names " + config.diffIds().size()
                    + " layers, its manifest " + manifest.layers().size());
        }
        List<IncomingLayer> layers = new ArrayList<>();
        for (int i = 0; i < manifest.layers().size(); i++) {
            layers.add(layer(manifest.layers().get(i), config.diffIds().get(i)));
        }
        return layers;
    }

    private IncomingLayer layer(Descriptor blob, Digest diffId) {
        return new IncomingLayer(ArchiveReader.shortName(blob.digest()), LayerClaims.of(diffId, blob), () -> {
            String name = blob(blob.digest());
            return files.find(name).orElseThrow(() -> new IOException("'" + name + "' is missing")).content().open();
        });
    }

    private static String blob(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }
}
