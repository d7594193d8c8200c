package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.archive.ArchiveKind;
import dev.groovebox.sandbox.image.archive.ImageTransport;
import dev.groovebox.sandbox.spec.NamedFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a build's cache comes from or goes to: {@code oci:DIR[:TAG]} or {@code REGISTRY/NAME}, or in docker's words
 * {@code type=registry,ref=NAME} and {@code type=local,dest=DIR}.
 *
 * @param text as the user wrote it
 * @param folder an image layout; absent for a registry
 * @param reference in a registry; empty for a layout
 * @param resultOnly {@code mode=min}: of the image's own layers alone
 * @param mayFail {@code ignore-error=true}: a failure to write it is a warning
 */
record CachePlace(String text, Optional<ImageTransport> folder, String reference, boolean resultOnly, boolean mayFail) {
    private static final String FORMS = "say oci:FOLDER or REGISTRY/NAME";
    /** Of docker's fields, those that change nothing here: our caches are always images, with OCI's media types. */
    private static final List<String> GIVEN = List.of("image-manifest", "oci-mediatypes");

    /** Which way the cache goes, and so what docker calls a folder. */
    enum Way {
        FROM("cannot read the cache of", "src", List.of()),
        TO("cannot write the cache to", "dest", List.of("mode", "ignore-error"));

        private final String action;
        private final String folderField;
        private final List<String> fields;

        Way(String action, String folderField, List<String> fields) {
            this.action = action;
            this.folderField = folderField;
            this.fields = fields;
        }

        EngineException refused(String text, String cause, String remedy) {
            return new EngineException(FailureKind.INVALID, action, text, cause, remedy);
        }
    }

    /** @throws EngineException when it can't be meant: before a long build, not behind it */
    static CachePlace parse(Way way, String text) {
        if (text.startsWith("type=") || text.contains(",")) {
            return ofFields(way, text, fields(way, text));
        }
        Optional<ImageTransport> place = ImageTransport.of(text);
        if (place.isPresent() && way == Way.TO && place.get().kind() != ArchiveKind.OCI_FOLDER) {
            throw way.refused(text, "it is neither a folder nor a registry", FORMS);
        }
        return new CachePlace(text, place, place.isPresent() ? "" : reference(way, text, text), false, false);
    }

    private static String reference(Way way, String text, String name) {
        try {
            Reference reference = Reference.parse(name);
            if (way == Way.TO && reference.digest().isPresent()) {
                throw way.refused(text, "what is pushed gets its digest by its content", "give a tag");
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw way.refused(text, e.getMessage(), FORMS);
        }
    }

    private static Map<String, String> fields(Way way, String text) {
        try {
            return NamedFields.parse(text);
        } catch (IllegalArgumentException e) {
            throw way.refused(text, e.getMessage(), FORMS);
        }
    }

    private static CachePlace ofFields(Way way, String text, Map<String, String> fields) {
        String type = fields.getOrDefault("type", "");
        boolean registry = type.equals("registry");
        if (!registry && !type.equals("local")) {
            throw way.refused(text, "caches of type '" + type + "' are not available", "the types are registry and local");
        }
        String where = registry ? "ref" : way.folderField;
        for (String name : fields.keySet()) {
            if (!name.equals("type") && !name.equals(where) && !way.fields.contains(name) && !GIVEN.contains(name)) {
                throw way.refused(text, "'" + name + "' is not known", "type=" + type + " takes " + where
                        + way.fields.stream().map(", "::concat).reduce("", String::concat));
            }
        }
        String value = fields.getOrDefault(where, "");
        if (value.isEmpty()) {
            throw way.refused(text, where + " is missing", FORMS);
        }
        boolean resultOnly = oneOf(way, text, "mode", fields.getOrDefault("mode", "max"), "min", "max");
        boolean mayFail = oneOf(way, text, "ignore-error", fields.getOrDefault("ignore-error", "false"), "true", "false");
        return registry
                ? new CachePlace(text, Optional.empty(), reference(way, text, value), resultOnly, mayFail)
                : new CachePlace(text, ImageTransport.of(ArchiveKind.OCI_FOLDER.prefix() + value), "", resultOnly, mayFail);
    }

    private static boolean oneOf(Way way, String text, String name, String value, String yes, String no) {
        if (!value.equals(yes) && !value.equals(no)) {
            throw way.refused(text, name + " is neither " + yes + " nor " + no, "");
        }
        return value.equals(yes);
    }
}
