package dev.groovebox.sandbox.image.archive;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of an image outside of the store: {@code oci:DIR[:TAG]}, {@code oci-archive:FILE[:TAG]},
 * {@code docker-archive:FILE[:NAME]}, as in containers-transports(5).
 *
 * @param text as the user wrote it
 * @param tag which of the images there; absent when there is but one
 */
public record ImageTransport(String text, ArchiveKind kind, Path path, Optional<String> tag) {
    /** Absent when the word is no such place but an image's name: no name begins so. */
    public static Optional<ImageTransport> of(String word) {
        if (!word.startsWith("oci") && !word.startsWith("docker-archive:")) {
            return Optional.empty();
        }
        for (ArchiveKind kind : ArchiveKind.values()) {
            if (kind != ArchiveKind.ANY && word.startsWith(kind.prefix())) {
                return Optional.of(parse(word, kind));
            }
        }
        return Optional.empty();
    }

    /** The path ends at the first colon, as for other tools. */
    private static ImageTransport parse(String word, ArchiveKind kind) {
        String rest = word.substring(kind.prefix().length());
        int colon = rest.indexOf(':');
        String path = colon < 0 ? rest : rest.substring(0, colon);
        if (path.isEmpty()) {
            throw new EngineException(FailureKind.INVALID, "cannot read image", word, "it names no path", "");
        }
        return new ImageTransport(
                word, kind, Path.of(path), colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1)));
    }
}
