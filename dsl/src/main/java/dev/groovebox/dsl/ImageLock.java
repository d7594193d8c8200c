package dev.groovebox.dsl;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ImageSource;
import dev.groovebox.sandbox.spec.ImageSpec;
import dev.groovebox.sandbox.spec.Instruction;
import dev.groovebox.sandbox.storage.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The digests that a script's images are built on, kept in a file that is meant to be checked in: the same script
 * builds on the same bytes, until somebody renews the file.
 */
final class ImageLock {
    private static final int VERSION = 1;
    private static final String READABLE_BY_ALL = "rw-r--r--";

    private final Path file;
    private final boolean update;
    private final Map<String, String> digests;
    private final Set<String> renewed = new HashSet<>();

    /** @param update asks the registries anew, once for each name */
    ImageLock(Path file, boolean update) {
        this.file = file;
        this.update = update;
        this.digests = new TreeMap<>(read(file));
    }

    /**
     * The image with each base by digest.
     *
     * @param madeHere whether the script has built an image of that name
     * @param digestOf asks the registry what a name stands for now
     */
    ImageSpec pinned(ImageSpec spec, Function<String, Boolean> madeHere, Function<String, String> digestOf) {
        List<Instruction> instructions = new ArrayList<>();
        Set<String> stages = new HashSet<>();
        for (Instruction instruction : spec.instructions()) {
            if (instruction.step() instanceof BuildStep.From from) {
                boolean outside = from.source() instanceof ImageSource.Named named
                        && !stages.contains(named.reference()) && spec.namedContext(named.reference()).isEmpty()
                        && !madeHere.apply(named.reference());
                stages.add(from.stage());
                instructions.add(outside ? new Instruction(pinned(from, digestOf), instruction.place()) : instruction);
            } else {
                instructions.add(instruction);
            }
        }
        return new ImageSpec(
                spec.names(), instructions, spec.context(), spec.contexts(), spec.options(), spec.origin());
    }

    private BuildStep.From pinned(BuildStep.From from, Function<String, String> digestOf) {
        Optional<Reference> name = reference(((ImageSource.Named) from.source()).reference());
        if (name.isEmpty() || name.get().digest().isPresent()) {
            return from;
        }
        Reference full = name.get().withDefaultTag();
        Digest digest = Digest.parse(digest(full, digestOf));
        Reference pinned = new Reference(full.registry(), full.repository(), full.tag(), Optional.of(digest));
        return new BuildStep.From(new ImageSource.Named(pinned.familiar()), from.stage(), from.platform());
    }

    /** An id, and what is made of variables, is no name. */
    private static Optional<Reference> reference(String text) {
        try {
            return Optional.of(Reference.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String digest(Reference name, Function<String, String> digestOf) {
        boolean asked = update && renewed.add(name.full()) || !digests.containsKey(name.full());
        if (asked) {
            digests.put(name.full(), digestOf.apply(name.full()));
            write();
        }
        return digests.get(name.full());
    }

    private static Map<String, String> read(Path file) {
        try {
            JsonObject json = Json.readObject(Files.readAllBytes(file));
            if (json.requireInteger("version") != VERSION) {
                throw new IllegalArgumentException("its version is not " + VERSION);
            }
            Map<String, String> digests = json.textMap("images");
            digests.values().forEach(Digest::parse);
            return digests;
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | IllegalArgumentException e) {
            throw failure("cannot read lock file", file, e);
        }
    }

    private void write() {
        JsonObject json = JsonObject.builder().put("version", VERSION).putTextMap("images", digests).build();
        try {
            AtomicFiles.write(file, (Json.text(json, true) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    AtomicFiles.Durability.DURABLE, PosixFilePermissions.fromString(READABLE_BY_ALL));
        } catch (IOException e) {
            throw failure("cannot write lock file", file, e);
        }
    }

    private static EngineException failure(String action, Path file, Exception cause) {
        return new EngineException(
                new Failure(FailureKind.INVALID, action, file.toString(), Failure.reasonOf(cause), ""), cause);
    }
}
