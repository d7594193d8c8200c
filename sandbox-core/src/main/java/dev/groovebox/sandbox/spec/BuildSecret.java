package dev.groovebox.sandbox.spec;

import java.nio.file.Path;

/** Where a build's secret comes from. Its content is read when a step needs it, and kept nowhere. */
public sealed interface BuildSecret {
    record OfFile(Path file) implements BuildSecret {}

    /** @param name of a variable of the engine's own environment */
    record OfVariable(String name) implements BuildSecret {}
}
