package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.spec.BuildStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What goes between the engine and archives: images whole, and root filesystems. */
public sealed interface ArchiveOperation<R> extends Operation<R> {
    /** The most that one layer may have, uncompressed, unless the user says otherwise: 32 GiB. */
    long MOST_LAYER_BYTES = 32L << 30;

    /**
     * Takes the images of an archive, of docker's form or an image layout, compressed or not.
     *
     * @param mostLayerBytes of one layer, uncompressed: a few kilobytes can claim to be any size
     */
    record LoadImages(ArchiveInput input, long mostLayerBytes) implements ArchiveOperation<List<LoadedImage>> {}

    /**
     * Writes images to an archive that has each layer once.
     *
     * @param images names, which the archive keeps, or ids; a repository without a tag means all its images
     */
    record SaveImages(List<String> images, ArchiveForm form, Packing packing, ArchiveOutput output)
            implements ArchiveOperation<List<String>> {
        public SaveImages {
            images = List.copyOf(images);
        }
    }

    /**
     * Makes an image of one layer of a root filesystem's tar, which may be compressed.
     *
     * @param name absent: found by its id
     * @param message for the image's history
     * @param changes of its configuration, which no step may be that changes files
     * @param mostLayerBytes uncompressed
     */
    record ImportImage(
            ArchiveInput input, Optional<String> name, String message, List<BuildStep> changes, long mostLayerBytes)
            implements ArchiveOperation<ImageSummary> {
        public ImportImage {
            changes = List.copyOf(changes);
        }
    }

    /** Writes a container's root filesystem as a tar, running or not: without its mounts, as docker does. */
    record ExportContainer(String container, Packing packing, ArchiveOutput output) implements ArchiveOperation<String> {}

    /** Writes what a new container of the image would have as its root filesystem; answers the image's id. */
    record ExportImage(String image, Packing packing, ArchiveOutput output) implements ArchiveOperation<String> {}

    /**
     * Writes the same into a folder of this machine, which may have files already and is made when it is not there. They
     * become ours, without set-user-id bits; devices are left out, and no link that is there is followed. Answers how many
     * files and folders it has written.
     */
    record UnpackImage(String image, Path folder) implements ArchiveOperation<Long> {}
}
