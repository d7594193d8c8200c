package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.spec.NamedFields;
import dev.groovebox.sandbox.spec.SpecException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Where the root filesystem of an image goes that has just been built, beside the store that the image stays in. */
public sealed interface BuildOutput {
    /** {@code type=local,dest=DIR}, or DIR alone. */
    record Folder(Path path) implements BuildOutput {}

    /** {@code type=tar,dest=FILE}. */
    record Archive(Path path) implements BuildOutput {}

    /** {@code type=tar}, or {@code -}: an archive on standard output. */
    record Stream() implements BuildOutput {}

    /** What brings it there. */
    default ArchiveOperation<?> of(String image, ArchiveOutput.Stream standardOutput) {
        if (this instanceof Folder folder) {
            return new ArchiveOperation.UnpackImage(image, folder.path());
        }
        return new ArchiveOperation.ExportImage(image, Packing.NONE,
                this instanceof Archive archive ? new ArchiveOutput.File(archive.path()) : standardOutput);
    }

    /**
     * Reads docker's words for it.
     *
     * @param path what a name of a file means
     * @throws SpecException when it can't be meant
     */
    static BuildOutput parse(String text, Function<String, Path> path) {
        if (text.equals("-")) {
            return new Stream();
        }
        if (text.indexOf('=') < 0 && text.indexOf(',') < 0 && !text.isEmpty()) {
            return new Folder(path.apply(text));
        }
        Map<String, String> fields = fields(text);
        String target = fields.getOrDefault("dest", "");
        return switch (fields.getOrDefault("type", "")) {
            case "local" -> new Folder(path.apply(required(text, target)));
            case "tar" -> target.isEmpty() || target.equals("-") ? new Stream() : new Archive(path.apply(target));
            case "image", "docker", "oci", "registry" -> throw wrong(text, "the image is always kept here;"
                    + " 'groovebox save' writes it to an archive, 'groovebox push' to a registry");
            default -> throw wrong(text, "the types are local and tar");
        };
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields;
        try {
            fields = NamedFields.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(text, e.getMessage());
        }
        for (String name : fields.keySet()) {
            if (!name.equals("type") && !name.equals("dest")) {
                throw wrong(text, "'" + name + "' is neither type nor dest");
            }
        }
        return fields;
    }

    private static String required(String text, String target) {
        if (target.isEmpty() || target.equals("-")) {
            throw wrong(text, "dest= needs a folder");
        }
        return target;
    }

    private static SpecException wrong(String text, String why) {
        return new SpecException("cannot give a build's output", text, List.of(why));
    }
}
