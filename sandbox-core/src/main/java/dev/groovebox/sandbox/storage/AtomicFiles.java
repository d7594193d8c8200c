package dev.groovebox.sandbox.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes files so that every reader, also one after a crash, sees the old content or the new and never a part.
 * What a killed writer leaves is a hidden file beside the target, named by {@link #isLeftover}.
 */
public final class AtomicFiles {
    /** Whether a power cut may lose the write. Waiting for the disk takes a millisecond or more. */
    public enum Durability {
        DURABLE,
        /** For what a reboot ends anyway; still atomic. */
        EPHEMERAL
    }

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final String SUFFIX = ".new";

    private AtomicFiles() {}

    /** Replaces the file durably; only its owner may read it. */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, content, Durability.DURABLE, OWNER_ONLY);
    }

    public static void write(Path target, byte[] content, Durability durability) throws IOException {
        write(target, content, durability, OWNER_ONLY);
    }

    public static void write(
            Path target, byte[] content, Durability durability, Set<PosixFilePermission> permissions)
            throws IOException {
        Path temporary = writeBeside(target, content, durability, permissions);
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        if (durability == Durability.DURABLE) {
            syncFolder(target.getParent());
        }
    }

    /** Waits until the disk has the folder's names. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw named(folder, e);
        }
    }

    /** Deletes what killed writers of the target left beside it. The caller holds the lock under which it is written. */
    public static void deleteLeftovers(Path target) throws IOException {
        String name = target.getFileName().toString();
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                target.getParent(), file -> isLeftover(file.getFileName().toString(), name))) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    /** Whether the name is of a file that a writer of {@code target} made and did not come to rename. */
    public static boolean isLeftover(String name, String target) {
        return name.startsWith("." + target + ".") && name.endsWith(SUFFIX);
    }

    private static Path writeBeside(
            Path target, byte[] content, Durability durability, Set<PosixFilePermission> permissions)
            throws IOException {
        Path temporary = target.resolveSibling(
                "." + target.getFileName() + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + SUFFIX);
        try (FileChannel channel = create(temporary, permissions)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            // The umask may have taken some away.
            Files.setPosixFilePermissions(temporary, permissions);
            if (durability == Durability.DURABLE) {
                channel.force(true);
            }
            return temporary;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw named(target, e);
        }
    }

    /** A channel's failures don't say of which file. */
    private static IOException named(Path file, IOException e) {
        if (e instanceof FileSystemException) {
            return e;
        }
        FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    private static FileChannel create(Path file, Set<PosixFilePermission> permissions) throws IOException {
        FileAttribute<Set<PosixFilePermission>> attribute = PosixFilePermissions.asFileAttribute(permissions);
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute);
    }
}
