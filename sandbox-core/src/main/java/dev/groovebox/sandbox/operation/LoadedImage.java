package dev.groovebox.sandbox.operation;

import java.util.List;

/**
 * An image that an archive had.
 *
 * @param names that the archive gives it: familiar references; may be empty
 */
public record LoadedImage(ImageSummary image, List<String> names) {
    public LoadedImage {
        names = List.copyOf(names);
    }
}
