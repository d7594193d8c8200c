package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Reference;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What index.json says of names: pure, each change gives a new index. An image with two names is listed twice. */
final class ImageIndex {
    /** Kept beside each entry, so that finding and listing read no other file; absent in entries of other tools. */
    private static final String IMAGE_ID = "dev.groovebox.image.id";
    private static final String IMAGE_SIZE = "dev.groovebox.image.size";
    /** The ids of an index's images for other platforms, of which all is here. */
    private static final String OTHER_IDS = "dev.groovebox.image.others";
    private static final String CREATED = "org.opencontainers.image.created";
    /** On an entry whose image is removed, until all that only it used is deleted too. */
    private static final String REMOVED = "dev.groovebox.image.removed";

    private ImageIndex() {}

    static Descriptor entry(Descriptor manifest, Digest imageId, long size, Instant created) {
        Map<String, String> annotations = new LinkedHashMap<>(manifest.annotations());
        // A name that came along is not one that it gets here.
        annotations.remove(Descriptor.REF_NAME);
        annotations.put(IMAGE_ID, imageId.toString());
        annotations.put(IMAGE_SIZE, Long.toString(size));
        annotations.put(CREATED, created.toString());
        return manifest.withAnnotations(annotations);
    }

    /** An index leads to images for other platforms too. */
    static Descriptor withOthers(Descriptor entry, List<Digest> imageIds) {
        Map<String, String> annotations = new LinkedHashMap<>(entry.annotations());
        annotations.put(OTHER_IDS, String.join(" ", imageIds.stream().map(Digest::toString).toList()));
        return entry.withAnnotations(annotations);
    }

    /** Of the image that the entry's names mean when no platform is asked for. */
    static Optional<Digest> idOf(Descriptor entry) {
        return entry.annotation(IMAGE_ID).map(Digest::parse);
    }

    /** Of all images that it leads to, that one first; empty for an entry of another tool. */
    static List<Digest> idsOf(Descriptor entry) {
        List<Digest> ids = new ArrayList<>();
        idOf(entry).ifPresent(ids::add);
        entry.annotation(OTHER_IDS).filter(text -> !text.isEmpty())
                .ifPresent(text -> Stream.of(text.split(" ")).map(Digest::parse).forEach(ids::add));
        return ids;
    }

    static Optional<Long> sizeOf(Descriptor entry) {
        return entry.annotation(IMAGE_SIZE).map(Long::valueOf);
    }

    /** By id, of the images that are listed under this digest. */
    static Map<Digest, Long> sizesOf(Index index, Digest stored) {
        Map<Digest, Long> sizes = new LinkedHashMap<>();
        for (Descriptor entry : index.manifests()) {
            if (entry.digest().equals(stored) && idOf(entry).isPresent() && sizeOf(entry).isPresent()) {
                sizes.put(idOf(entry).get(), sizeOf(entry).get());
            }
        }
        return sizes;
    }

    /** As {@code Instant.toString} writes it; other tools may write another form, which counts as unknown. */
    static Optional<Instant> createdOf(Descriptor entry) {
        try {
            return entry.annotation(CREATED).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static boolean isRemoved(Descriptor entry) {
        return entry.annotation(REMOVED).isPresent();
    }

    static List<Reference> namesOf(Index index, Digest manifest) {
        return index.manifests().stream()
                .filter(entry -> entry.digest().equals(manifest) && !isRemoved(entry))
                .flatMap(entry -> nameOf(entry).stream())
                .toList();
    }

    /** The full reference of an entry: "docker.io/library/hello:latest". Other tools may have written a short one. */
    static Optional<Reference> nameOf(Descriptor entry) {
        Optional<String> name = entry.annotation(Descriptor.REF_NAME);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Reference.parse(name.get()).withDefaultTag());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives the image these names, taking them from whichever has them now; that one stays, nameless at worst.
     * An image that was removed and not yet deleted comes back.
     */
    static Index tagged(Index index, Descriptor image, List<Reference> names) {
        if (!names.isEmpty() && namesOf(index, image.digest()).containsAll(names)) {
            return refreshed(index, image);
        }
        List<Descriptor> entries = new ArrayList<>(untagged(refreshed(index, image), names).manifests());
        entries.removeIf(entry -> entry.digest().equals(image.digest()) && (isRemoved(entry) || nameOf(entry).isEmpty()));
        for (Reference name : names) {
            Map<String, String> annotations = new LinkedHashMap<>(image.annotations());
            annotations.put(Descriptor.REF_NAME, name.full());
            entries.add(image.withAnnotations(annotations));
        }
        if (entries.stream().noneMatch(entry -> entry.digest().equals(image.digest()))) {
            entries.add(withoutName(image));
        }
        return index.withManifests(entries);
    }

    /** With what is known of the image now: a further platform of it may have come. */
    private static Index refreshed(Index index, Descriptor image) {
        return index.withManifests(index.manifests().stream()
                .map(entry -> entry.digest().equals(image.digest()) && !isRemoved(entry) ? named(image, entry) : entry)
                .toList());
    }

    private static Descriptor named(Descriptor image, Descriptor like) {
        Map<String, String> annotations = new LinkedHashMap<>(withoutName(image).annotations());
        like.annotation(Descriptor.REF_NAME).ifPresent(name -> annotations.put(Descriptor.REF_NAME, name));
        return image.withAnnotations(annotations);
    }

    /** Takes these names away. An image that loses its last one stays as a nameless entry. */
    static Index untagged(Index index, List<Reference> names) {
        List<Descriptor> kept = new ArrayList<>();
        List<Descriptor> stripped = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            if (nameOf(entry).filter(names::contains).isEmpty()) {
                kept.add(entry);
            } else {
                stripped.add(withoutName(entry));
            }
        }
        for (Descriptor entry : stripped) {
            if (kept.stream().noneMatch(other -> other.digest().equals(entry.digest()))) {
                kept.add(entry);
            }
        }
        return index.withManifests(kept);
    }

    /** Takes the image out of sight; its entry stays as the record of what is still to be deleted. */
    static Index removed(Index index, Descriptor image, Digest imageId) {
        Map<String, String> annotations = new LinkedHashMap<>(withoutName(image).annotations());
        annotations.put(REMOVED, "true");
        annotations.put(IMAGE_ID, imageId.toString());
        List<Descriptor> entries = new ArrayList<>(
                index.manifests().stream().filter(entry -> !entry.digest().equals(image.digest())).toList());
        entries.add(image.withAnnotations(annotations));
        return index.withManifests(entries);
    }

    /** Drops every entry of the image, without a trace. */
    static Index without(Index index, Digest digest) {
        return index.withManifests(
                index.manifests().stream().filter(entry -> !entry.digest().equals(digest)).toList());
    }

    private static Descriptor withoutName(Descriptor entry) {
        Map<String, String> annotations = new LinkedHashMap<>(entry.annotations());
        annotations.remove(Descriptor.REF_NAME);
        return entry.withAnnotations(annotations);
    }
}
