package dev.groovebox.sandbox.spec;

import java.nio.file.Path;

/** Where a Dockerfile is. */
public sealed interface DockerfileSource {
    /** The file "Dockerfile" of the context, or "dockerfile" when there is none. */
    record Default() implements DockerfileSource {}

    /** A file, in the context or anywhere else. */
    record OfFile(Path file) implements DockerfileSource {}

    /** @param name what errors call it, such as "-" */
    record Text(String name, String text) implements DockerfileSource {}
}
