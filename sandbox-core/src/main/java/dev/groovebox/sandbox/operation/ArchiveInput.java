package dev.groovebox.sandbox.operation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an archive's bytes come from.
 *
 * @param name for errors
 * @param file the same bytes as a file that can be read at any place; absent for a pipe
 */
public record ArchiveInput(String name, Optional<Path> file, Bytes bytes) {
    private static final Path STDIN = Path.of("/proc/self/fd/0");

    /** Opened once. */
    @FunctionalInterface
    public interface Bytes {
        InputStream open() throws IOException;
    }

    public static ArchiveInput of(Path file) {
        return new ArchiveInput(
                file.toString(),
                Files.isRegularFile(file) ? Optional.of(file) : Optional.empty(),
                () -> Files.newInputStream(file));
    }

    /** A file, or an address of http or https. */
    public static ArchiveInput named(String word) {
        if (!word.startsWith("http://") && !word.startsWith("https://")) {
            return of(Path.of(word));
        }
        return new ArchiveInput(word, Optional.empty(), () -> new URL(word).openStream());
    }

    public static ArchiveInput of(InputStream stream) {
        return new ArchiveInput("standard input", Optional.empty(), () -> stream);
    }

    /** This process's own standard input; when that is a file, it can be read as one. */
    public static ArchiveInput ofStandardInput(InputStream stream) {
        return Files.isRegularFile(STDIN) ? new ArchiveInput("standard input", Optional.of(STDIN), () -> Files.newInputStream(STDIN))
                : of(stream);
    }
}
