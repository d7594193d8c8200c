package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.client.Repository;
import dev.groovebox.registry.endpoint.ManifestContent;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Manifest;
import dev.groovebox.registry.oci.Platform;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies an image from one registry to another: bytes as they are, nothing unpacked, every digest kept. */
final class ImageCopy {
    private static final int MOST_NESTED = 4;

    private final Repository source;
    private final Reference name;
    private final List<ImagePush.Part> parts = new ArrayList<>();
    private final List<ManifestContent> manifests = new ArrayList<>();

    /** @param name of the source */
    ImageCopy(Repository source, Reference name) {
        this.source = source;
        this.name = name;
    }

    /** @param platform only this one's manifest of an index */
    ManifestContent copy(Optional<Platform> platform, ImagePush push) throws IOException, InterruptedException {
        ManifestContent top = source.manifest(name.tagOrDigest());
        if (platform.isPresent() && top.isIndex()) {
            Descriptor chosen = Index.parse(top.bytes()).forPlatform(platform.get())
                    .orElseThrow(() -> new EngineException(FailureKind.NOT_FOUND, "cannot copy", name.familiar(),
                            "it is not there for " + platform.get(), ""));
            top = source.manifest(chosen.digest().toString());
        }
        add(top, 0);
        return push.push(parts, blobs -> manifests);
    }

    private void add(ManifestContent content, int depth) throws IOException {
        if (content.isIndex()) {
            if (depth == MOST_NESTED) {
                throw new EngineException(FailureKind.ENGINE, "cannot copy", name.familiar(), "too many indexes, one within another", "");
            }
            for (Descriptor child : Index.parse(content.bytes()).manifests()) {
                add(source.manifest(child.digest().toString()), depth + 1);
            }
        } else {
            Manifest manifest = Manifest.parse(content.bytes());
            manifest.layers().stream().filter(layer -> layer.urls().isEmpty()).forEach(this::add);
            add(manifest.config());
        }
        manifests.add(content);
    }

    private void add(Descriptor blob) {
        parts.add(new ImagePush.Part() {
            @Override
            public String name() {
                return blob.digest().hex();
            }

            @Override
            public ImagePush.Prepared prepare() {
                return new ImagePush.Prepared(blob, from -> source.blob(blob, from));
            }
        });
    }
}
