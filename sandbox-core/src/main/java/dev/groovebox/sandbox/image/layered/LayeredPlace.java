package dev.groovebox.sandbox.image.layered;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.util.Optional;

/**
 * Where a path of an image leads.
 *
 * @param path from the image's root, through no link; empty for the root itself
 * @param present what is there; absent also for the root itself
 */
public record LayeredPlace(BytePath path, Optional<LayeredFile> present) {
    public boolean isFolder() {
        return path.isEmpty() || present.filter(file -> file.status().isFolder()).isPresent();
    }
}
