package dev.groovebox.sandbox.spec;

import java.nio.file.Path;
import java.util.List;

/**
 * The folder that a build copies from, read in place.
 *
 * @param ignored the patterns of its .dockerignore, in their order; of what they match nothing is there for the build
 */
public record ContextSpec(Path folder, List<String> ignored) {
    public ContextSpec {
        ignored = List.copyOf(ignored);
    }

    public static ContextSpec of(Path folder) {
        return new ContextSpec(folder, List.of());
    }
}
