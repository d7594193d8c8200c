package dev.groovebox.sandbox.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a build is given under a name of its own, for FROM and {@code --from} (--build-context). */
public sealed interface NamedContext {
    /** @param path of a folder, which may have a .dockerignore */
    record Folder(Path path) implements NamedContext {}

    /** @param reference whatever FROM takes */
    record Image(String reference) implements NamedContext {}

    /**
     * Reads docker's words for it.
     *
     * @param path what a name of a folder means
     * @throws SpecException when it is of a kind that we don't have
     */
    static NamedContext parse(String name, String text, Function<String, Path> path) {
        Optional<String> reference = behind("docker-image://", text);
        Optional<String> layout = behind("oci-layout://", text);
        if (reference.isPresent()) {
            return new Image(reference.get());
        } else if (layout.isPresent()) {
            return layout(name, layout.get(), path);
        } else if (text.contains("://") || text.startsWith("git@")) {
            throw wrong(name, "'" + text + "' is neither a folder nor docker-image:// nor oci-layout://; fetch it into a folder first");
        }
        return new Folder(path.apply(text));
    }

    private static Optional<String> behind(String beginning, String text) {
        return text.startsWith(beginning) ? Optional.of(text.substring(beginning.length())) : Optional.empty();
    }

    private static NamedContext layout(String name, String place, Function<String, Path> path) {
        int colon = place.indexOf(':');
        if (colon < 1 || place.contains("@")) {
            throw wrong(name, "'oci-layout://" + place + "' is not oci-layout://FOLDER:TAG");
        }
        return new Image("oci:" + path.apply(place.substring(0, colon)) + place.substring(colon));
    }

    private static SpecException wrong(String name, String why) {
        return new SpecException("cannot take build context", name, List.of(why));
    }
}
