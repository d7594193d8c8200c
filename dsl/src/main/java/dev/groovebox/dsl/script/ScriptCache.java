package dev.groovebox.dsl.script;

import dev.groovebox.dsl.ContainerBlock;
import dev.groovebox.dsl.ImageBlock;
import dev.groovebox.dsl.ImageConfigWords;
import dev.groovebox.dsl.ImageFileWords;
import dev.groovebox.dsl.IncludedScript;
import dev.groovebox.dsl.SandboxScript;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import groovy.lang.GroovySystem;
import groovy.lang.Script;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compiled scripts on disk, so that an unchanged script starts without the Groovy compiler.
 *
 * <p>An entry is one file, named by a digest of everything that decides what the compiler makes, and written beside
 * its place and renamed, so that a reader sees a whole entry or none. It begins with a digest of the rest: an entry
 * that is cut, changed or of another format counts as absent, and is written anew.
 *
 * <p>What is here is run as the engine's user, so the folder must be that user's alone.
 */
final class ScriptCache {
    private static final String FORMAT = "1";
    private static final int MOST_ENTRIES = 200;
    private static final int OTHERS_MAY_WRITE = 022;
    private static final int FILE_TYPE = 0170000;
    private static final int FOLDER = 0040000;
    /** A script's classes are compiled against these. */
    private static final List<Class<?>> LANGUAGE = List.of(SandboxScript.class, IncludedScript.class,
            ImageBlock.class, ImageFileWords.class, ImageConfigWords.class, ContainerBlock.class);

    private final Path folder;
    private final MessageDigest sha256;

    ScriptCache(EnginePaths paths) {
        this.folder = paths.cache().resolve("scripts");
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Optional<CompiledScript> find(Class<? extends Script> base, ScriptSource source) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        requireOwnFolder();
        try {
            return CacheEntry.decode(Files.readAllBytes(entry(base, source)), sha256);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void store(Class<? extends Script> base, ScriptSource source, CompiledScript script) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        requireOwnFolder();
        // No fsync: what a power cut spoils is noticed by its digest, and costs one compilation.
        AtomicFiles.write(
                entry(base, source), CacheEntry.encode(script, sha256), AtomicFiles.Durability.EPHEMERAL,
                PosixFilePermissions.fromString("rw-------"));
        forgetOldest();
    }

    private Path entry(Class<? extends Script> base, ScriptSource source) throws IOException {
        for (String part : List.of(
                FORMAT, GroovySystem.getVersion(), Integer.toString(Runtime.version().feature()),
                base.getName(), source.className(), source.text())) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha256.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
            sha256.update((byte) 0);
            sha256.update(bytes);
        }
        for (Class<?> type : LANGUAGE) {
            try (InputStream bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
                sha256.update(bytes.readAllBytes());
            }
        }
        return folder.resolve(HexFormat.of().formatHex(sha256.digest()));
    }

    private void requireOwnFolder() throws IOException {
        Map<String, Object> found = Files.readAttributes(folder, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) found.get("mode");
        boolean ours = found.get("uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!ours || (mode & FILE_TYPE) != FOLDER || (mode & OTHERS_MAY_WRITE) != 0) {
            throw new EngineException(
                    FailureKind.ENGINE, "cannot use script cache", folder.toString(),
                    "others could put programs into it", "remove it");
        }
    }

    private void forgetOldest() throws IOException {
        List<Path> entries;
        try (Stream<Path> files = Files.list(folder)) {
            entries = files.toList();
        }
        if (entries.size() <= MOST_ENTRIES) {
            return;
        }
        List<Path> oldestFirst = entries.stream().sorted(Comparator.comparing(ScriptCache::written)).toList();
        for (Path entry : oldestFirst.subList(0, entries.size() - MOST_ENTRIES / 2)) {
            Files.deleteIfExists(entry);
        }
    }

    /** Another process may forget entries at the same time. */
    private static FileTime written(Path entry) {
        try {
            return Files.getLastModifiedTime(entry);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
