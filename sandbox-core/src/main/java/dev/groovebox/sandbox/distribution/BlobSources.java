package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which repositories have had a blob, so that a push can take it from there. A hint: it may be wrong, and be deleted. */
final class BlobSources {
    private static final int MOST = 8;

    private final EnginePaths paths;

    BlobSources(EnginePaths paths) {
        this.paths = paths;
    }

    /** Other repositories of the same registry, the newest first. */
    List<String> elsewhere(Digest blob, Reference target) throws IOException {
        String prefix = target.registry() + "/";
        return read(blob).stream()
                .filter(name -> name.startsWith(prefix) && !name.equals(target.name()))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    void add(Digest blob, Reference repository) throws IOException {
        List<String> names = new ArrayList<>(read(blob));
        if (!names.isEmpty() && names.get(0).equals(repository.name())) {
            return;
        }
        names.remove(repository.name());
        names.add(0, repository.name());
        Path file = paths.blobSources(blob.hex());
        Files.createDirectories(file.getParent());
        byte[] text = String.join("\n", names.subList(0, Math.min(MOST, names.size()))).getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(file, text, AtomicFiles.Durability.EPHEMERAL);
    }

    private List<String> read(Digest blob) throws IOException {
        try {
            return Files.readAllLines(paths.blobSources(blob.hex()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
