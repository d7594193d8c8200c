package dev.groovebox.sandbox.image.archive;

import dev.groovebox.sandbox.image.IncomingLayer;
import dev.groovebox.sandbox.storage.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/** Files in a folder of the user's, each whole or not there. A blob that is there already stays. */
final class FolderTarget implements ArchiveTarget {
    private final Path folder;

    FolderTarget(Path folder) {
        this.folder = folder;
    }

    @Override
    public void file(String name, long size, IncomingLayer.Content content) throws IOException {
        Path target = folder.resolve(name);
        if (name.startsWith("blobs/") && Files.isRegularFile(target) && Files.size(target) == size) {
            return;
        }
        Files.createDirectories(target.getParent());
        Path part = target.resolveSibling("." + target.getFileName() + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        try (InputStream in = content.open()) {
            Files.copy(in, part);
            if (Files.size(part) != size) {
                throw new IOException("'" + name + "' is not of " + size + " bytes");
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    @Override
    public void finish() throws IOException {
        AtomicFiles.syncFolder(folder);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
