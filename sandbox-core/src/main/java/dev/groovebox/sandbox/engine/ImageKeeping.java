package dev.groovebox.sandbox.engine;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageCare;
import dev.groovebox.sandbox.image.ImageDescriptions;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.ImageSummaries;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.operation.ImageDetails;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import java.io.IOException;

/** What the engine does to images that are stored: tells of them, names them, removes them. */
final class ImageKeeping {
    private final ImageStore store;
    private final ImageCare care;
    private final ImageDescriptions descriptions;

    ImageKeeping(ImageStore store, ImageCare care) {
        this.store = store;
        this.care = care;
        this.descriptions = new ImageDescriptions(store);
    }

    Object perform(ImageOperation<?> operation) throws IOException {
        if (operation instanceof ImageOperation.InspectImage inspect) {
            return inspect(inspect);
        }
        if (operation instanceof ImageOperation.ShowHistory history) {
            return descriptions.history(store.require(history.image()));
        }
        if (operation instanceof ImageOperation.TagImage tag) {
            return tag(tag);
        }
        if (operation instanceof ImageOperation.PruneImages prune) {
            return care.prune(prune.rules(), prune.dryRun());
        }
        if (operation instanceof ImageOperation.RemoveImage remove) {
            return care.remove(remove.image(), remove.force());
        }
        throw new IllegalArgumentException(operation.toString());
    }

    private ImageDetails inspect(ImageOperation.InspectImage inspect) throws IOException {
        StoredImage image = store.require(inspect.image(), inspect.platform());
        return new ImageDetails(ImageSummaries.of(image), descriptions.inspect(image));
    }

    private ImageSummary tag(ImageOperation.TagImage tag) throws IOException {
        return ImageSummaries.of(store.tag(tag.image(), newName(tag.name())));
    }

    /** A name to be given, which can't be of a digest. */
    static Reference newName(String text) {
        Reference name;
        try {
            name = Reference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new EngineException(FailureKind.INVALID, "cannot name an image", text, e.getMessage(), "");
        }
        if (name.digest().isPresent()) {
            throw new EngineException(FailureKind.INVALID, "cannot name an image", text,
                    "a digest is computed and not given", "give a tag");
        }
        return name.withDefaultTag();
    }
}
