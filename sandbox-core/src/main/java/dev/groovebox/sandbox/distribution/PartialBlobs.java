package dev.groovebox.sandbox.distribution;

import dev.groovebox.registry.client.Repository;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What has come of large blobs before a pull was broken off, so that the next one asks only for the rest. Nothing in
 * it is believed: all of a blob is hashed when it is whole.
 */
final class PartialBlobs {
    /** Less is asked for again. */
    private static final long WORTH_KEEPING = 1 << 20;
    private static final Duration KEPT = Duration.ofDays(2);

    private final EnginePaths paths;
    private final FileCalls calls;

    PartialBlobs(EnginePaths paths, FileCalls calls) {
        this.paths = paths;
        this.calls = calls;
    }

    /** The blob from its first byte to its last: what is here, then what the registry sends. */
    InputStream open(Repository repository, Descriptor blob) throws IOException {
        if (blob.size() < WORTH_KEEPING) {
            return repository.blob(blob, 0);
        }
        Path file = paths.partialBlob(blob.digest().algorithm(), blob.digest().hex());
        Files.createDirectories(file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Optional<ObjectLock> lock = ObjectLock.tryPassing(calls, lock(blob.digest().hex()));
        if (lock.isEmpty()) {
            return repository.blob(blob, 0);
        }
        try {
            return new PartialBlobInput(repository, blob, file, lock.get());
        } catch (IOException e) {
            lock.get().close();
            throw e;
        }
    }

    /** The blob is in the store now, or what is here is not what it should be. */
    void delete(Digest digest) throws IOException {
        Files.deleteIfExists(paths.partialBlob(digest.algorithm(), digest.hex()));
    }

    /** Those that nobody came back for. */
    void deleteOld() throws IOException {
        Instant oldest = Instant.now().minus(KEPT);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(paths.partialBlobs())) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(oldest)) {
                    deleteUnused(file);
                }
            }
        } catch (NoSuchFileException e) {
            return; // nothing was ever broken off, or another process was faster
        }
    }

    /** With the lock that a killed pull left. */
    private void deleteUnused(Path file) throws IOException {
        String name = file.getFileName().toString();
        Optional<ObjectLock> lock = ObjectLock.tryPassing(calls, lock(name.substring(name.indexOf('-') + 1)));
        if (lock.isPresent()) {
            try (ObjectLock held = lock.get()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path lock(String hex) {
        return paths.lock("partial-" + hex);
    }
}
