package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What can be deleted from the store.
 *
 * @param lines what that means to a person, as {@code rmi} prints it
 * @param entries of the index, whose images are removed
 * @param diffIds layers
 * @param blobs those that lead to others after them, so that a deletion that was cut off can go on
 * @param strays files between blobs or layers that are neither
 */
record Garbage(List<String> lines, Set<Digest> entries, List<Digest> diffIds, List<Digest> blobs, List<Path> strays) {
    static final Garbage NOTHING = new Garbage(List.of(), Set.of(), List.of(), List.of(), List.of());

    Garbage {
        lines = List.copyOf(lines);
        entries = Set.copyOf(entries);
        diffIds = List.copyOf(diffIds);
        blobs = List.copyOf(blobs);
        strays = List.copyOf(strays);
    }

    boolean isEmpty() {
        return entries.isEmpty() && diffIds.isEmpty() && blobs.isEmpty() && strays.isEmpty();
    }
}
