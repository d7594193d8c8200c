package dev.groovebox.sandbox.spec;

import java.util.List;
import java.util.Optional;

/**
 * An image to be made of a container.
 *
 * @param container a name, an id or the beginning of one
 * @param name of the image; absent: it has its id alone
 * @param message kept in the image's history; may be empty
 * @param author may be empty: the image's own author stays
 * @param changes to how containers of the image run: only steps that change no file
 * @param pause holds the container's processes meanwhile, so that files are not caught half written
 */
public record CommitSpec(
        String container,
        Optional<String> name,
        String message,
        String author,
        List<BuildStep> changes,
        boolean pause) {
    public CommitSpec {
        changes = List.copyOf(changes);
    }

    public static CommitSpec of(String container, String name) {
        return new CommitSpec(container, Optional.of(name), "", "", List.of(), true);
    }
}
