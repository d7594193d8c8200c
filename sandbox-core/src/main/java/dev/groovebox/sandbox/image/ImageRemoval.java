package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a removal does to the index. What the index then calls removed is deleted by a {@link ContentSweep}: of
 * the two steps each can be repeated, and a kill in between leaves the index's word, so that the next removal ends it.
 */
final class ImageRemoval {
    private final ImageReader reader;
    private final ImageUsers users;

    ImageRemoval(ImageReader reader, ImageUsers users) {
        this.reader = reader;
        this.users = users;
    }

    Index mark(Index index, String word, boolean force, List<String> lines) throws IOException {
        Descriptor entry = new ImageFinder(reader, index).find(word).orElseThrow(() -> new EngineException(
                FailureKind.NOT_FOUND, "cannot remove image", word, "another command has just removed it", "")).entry();
        List<Reference> names = ImageIndex.namesOf(index, entry.digest());
        Optional<Reference> byName = ImageIndex.nameOf(entry).filter(name -> isMeant(word, name));
        if (byName.isPresent() && names.size() > 1) {
            lines.add("Untagged: " + byName.get().familiar());
            return ImageIndex.untagged(index, List.of(byName.get()));
        }
        Optional<Digest> id = idOf(entry);
        if (!force) {
            refuseIfShared(word, names);
            for (Digest each : id.isPresent() ? allIds(entry, id.get()) : List.<Digest>of()) {
                refuseIfUsed(word, each);
            }
        }
        names.forEach(name -> lines.add("Untagged: " + name.familiar()));
        return id.isPresent() ? ImageIndex.removed(index, entry, id.get()) : ImageIndex.without(index, entry.digest());
    }

    /** Absent when the image is damaged: nobody can start a container of it, but it can be removed. */
    private Optional<Digest> idOf(Descriptor entry) throws IOException {
        Optional<Digest> known = ImageIndex.idOf(entry);
        if (known.isPresent()) {
            return known;
        }
        try {
            return Optional.of(reader.manifest(entry).manifest().config().digest());
        } catch (EngineException damaged) {
            return Optional.empty();
        }
    }

    private static List<Digest> allIds(Descriptor entry, Digest id) {
        List<Digest> known = ImageIndex.idsOf(entry);
        return known.isEmpty() ? List.of(id) : known;
    }

    private static boolean isMeant(String word, Reference name) {
        try {
            return Reference.parse(word).withDefaultTag().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void refuseIfShared(String word, List<Reference> names) {
        if (names.stream().map(Reference::name).distinct().count() > 1) {
            throw new EngineException(FailureKind.CONFLICT, "cannot remove image", word,
                    "it has several names: " + String.join(", ", names.stream().map(Reference::familiar).toList()),
                    "remove it by name, or use --force to remove them all");
        }
    }

    private void refuseIfUsed(String word, Digest id) throws IOException {
        List<String> containers = users.containersOf(id);
        if (!containers.isEmpty()) {
            throw new EngineException(FailureKind.CONFLICT, "cannot remove image", word,
                    "used by container " + String.join(", ", containers),
                    "remove the container first, or use --force to take the name only");
        }
    }
}
