package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.operation.ImageSummary;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The rows of {@code images}. Entries of ours tell all that a row needs, so that a thousand images are listed without
 * opening one of them; those that other tools wrote are read.
 */
public final class ImageSummaries {
    private final ImageLayout layout;
    private final ImageLoader loader;

    ImageSummaries(ImageLayout layout, ImageLoader loader) {
        this.layout = layout;
        this.loader = loader;
    }

    /** One image of the index, under all its names. */
    private static final class Row {
        private final Descriptor entry;
        private final List<String> names = new ArrayList<>();

        private Row(Descriptor entry) {
            this.entry = entry;
        }
    }

    List<ImageSummary> list(Index index, Consumer<EngineException> damaged) throws IOException {
        Map<Digest, Row> rows = new LinkedHashMap<>();
        for (Descriptor entry : index.manifests()) {
            if (!ImageIndex.isRemoved(entry)) {
                Row row = rows.computeIfAbsent(entry.digest(), digest -> new Row(entry));
                ImageIndex.nameOf(entry).map(Reference::familiar).ifPresent(row.names::add);
            }
        }
        List<ImageSummary> summaries = new ArrayList<>();
        for (Row row : rows.values()) {
            try {
                summaries.add(summary(index, row));
            } catch (EngineException e) {
                damaged.accept(e);
            }
        }
        return summaries;
    }

    private ImageSummary summary(Index index, Row row) throws IOException {
        Descriptor entry = row.entry;
        Optional<Digest> id = ImageIndex.idOf(entry);
        Optional<Long> size = ImageIndex.sizeOf(entry);
        Optional<Instant> created = ImageIndex.createdOf(entry);
        if (id.isEmpty() || size.isEmpty() || created.isEmpty() || !layout.has(entry)) {
            return of(loader.load(index, entry));
        }
        return new ImageSummary(
                id.get().toString(), entry.digest().toString(), row.names, created.get(), size.get(), false);
    }

    public static ImageSummary of(StoredImage image) {
        return of(image, false);
    }

    /** @param fromCache it was built, and no step had to be run */
    public static ImageSummary of(StoredImage image, boolean fromCache) {
        return new ImageSummary(
                image.id().toString(),
                image.stored().toString(),
                image.names(),
                image.config().created().orElse(Instant.EPOCH),
                image.sizeBytes(),
                fromCache);
    }
}
