package dev.groovebox.sandbox.storage;

import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;

/** Folders that are made once and then are there. */
public final class Folders {
    private Folders() {}

    /**
     * Looks first: by mkdir(2) Java learns that a folder is there from exceptions, which cost more than the call.
     *
     * @return whether it was not there
     */
    public static boolean ensure(Path folder, FileAttribute<?>... attributes) throws IOException {
        if (Files.isDirectory(folder)) {
            return false;
        }
        Files.createDirectories(folder, attributes);
        return true;
    }

    /**
     * The same for a folder whose subfolders come and go. Ext4 makes files in the block group of their folder; without a
     * journal it asks there of each inode whether it was deleted within the last minutes before it takes it: beside a layer
     * that was just removed, a pull took two to five times as long in the kernel, and after a thousand short containers the
     * mount of a root six times as long. So each subfolder gets a group of its own.
     */
    public static void ensureSpread(FileCalls calls, Path folder, FileAttribute<?>... attributes) throws IOException {
        if (ensure(folder, attributes)) {
            try (OpenFile made = calls.open(folder, Access.FOLDER)) {
                calls.spreadFolders(made);
            }
        }
    }
}
