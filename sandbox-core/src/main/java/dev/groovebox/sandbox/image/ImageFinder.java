package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the entry of the index that a user's word means, in docker's order: a name, then an id or its beginning. */
final class ImageFinder {
    private static final Pattern ID_PREFIX = Pattern.compile("(?:sha256:)?([a-f0-9]{1,64})");

    private final ImageReader reader;
    private final List<Descriptor> entries;

    ImageFinder(ImageReader reader, Index index) {
        this.reader = reader;
        this.entries = index.manifests().stream().filter(entry -> !ImageIndex.isRemoved(entry)).toList();
    }

    /** @param id of the image, when the word says it: an entry may lead to several, each for a platform */
    record Found(Descriptor entry, Optional<Digest> id) {}

    Optional<Found> find(String word) throws IOException {
        Optional<Descriptor> named = byName(word);
        if (named.isPresent()) {
            return named.map(entry -> new Found(entry, Optional.empty()));
        }
        var prefix = ID_PREFIX.matcher(word);
        return prefix.matches() ? byId(word, prefix.group(1)) : Optional.empty();
    }

    private Optional<Descriptor> byName(String word) {
        Reference wanted;
        try {
            wanted = Reference.parse(word).withDefaultTag();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return entries.stream().filter(entry -> isNamed(entry, wanted)).findFirst();
    }

    private static boolean isNamed(Descriptor entry, Reference wanted) {
        Optional<Reference> name = ImageIndex.nameOf(entry);
        if (wanted.digest().isPresent()) {
            // What was pulled by digest has no name, and the digest says all.
            return entry.digest().equals(wanted.digest().get());
        }
        return name.filter(wanted::equals).isPresent();
    }

    private Optional<Found> byId(String word, String prefix) throws IOException {
        List<Digest> ids = new ArrayList<>();
        Optional<Found> found = Optional.empty();
        for (Descriptor entry : entries) {
            if (entry.digest().hex().equals(prefix)) {
                return Optional.of(new Found(entry, Optional.empty()));
            }
            for (Digest id : idsOf(entry)) {
                if (id.hex().startsWith(prefix) && !ids.contains(id)) {
                    ids.add(id);
                    found = Optional.of(new Found(entry, Optional.of(id)));
                }
            }
        }
        if (ids.size() > 1) {
            throw new EngineException(FailureKind.INVALID, "cannot find image", word,
                    ids.size() + " images have an id that begins so", "give more of its digits");
        }
        return found;
    }

    private List<Digest> idsOf(Descriptor entry) throws IOException {
        List<Digest> known = ImageIndex.idsOf(entry);
        return known.isEmpty() ? List.of(reader.manifest(entry).manifest().config().digest()) : known;
    }
}
