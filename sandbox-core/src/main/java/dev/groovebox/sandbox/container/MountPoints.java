package dev.groovebox.sandbox.container;

import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A layer of ours on top of every image: real folders and files where the default mounts go. Whatever an image has
 * at those names, a link to somewhere else say, is hidden by it, so nothing is mounted through the image's links.
 */
public final class MountPoints {
    private static final List<String> FOLDERS = List.of("dev", "etc", "proc", "sys");
    private static final List<String> FILES = List.of("etc/hosts", "etc/hostname", "etc/resolv.conf");

    private MountPoints() {}

    /** The layer's folder, made when it is not there yet. */
    public static Path layer(EnginePaths paths, FileCalls calls) throws IOException {
        Path layer = paths.mountPoints();
        if (Files.isDirectory(layer)) {
            return layer;
        }
        try (StagingArea staging = StagingArea.open(paths, calls)) {
            Path made = staging.newFolder();
            for (String name : FOLDERS) {
                Path folder = Files.createDirectory(made.resolve(name));
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            for (String name : FILES) {
                Path file = Files.createFile(made.resolve(name));
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(made, layer, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process or thread was faster, and made the same; Java has no exception of its own for a full folder there.
            if (!Files.isDirectory(layer)) {
                throw e;
            }
        }
        return layer;
    }
}
