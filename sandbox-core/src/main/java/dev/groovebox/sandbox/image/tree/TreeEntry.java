package dev.groovebox.sandbox.image.tree;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of a layer to be written, before it has become tar. Paths are relative, without a leading or trailing slash.
 *
 * @see TreeSource
 */
public sealed interface TreeEntry {
    String path();

    int mode();

    long uid();

    long gid();

    Instant modified();

    record Folder(String path, int mode, long uid, long gid, Instant modified) implements TreeEntry {}

    /** A regular file with the content of a host's file; a symbolic link at {@code content} is followed. */
    record HostFile(String path, Path content, int mode, long uid, long gid, Instant modified) implements TreeEntry {}

    /** A regular file with this content. */
    record Text(String path, byte[] content, int mode, long uid, long gid, Instant modified) implements TreeEntry {}

    /** A symbolic link; its mode is 0777. */
    record Link(String path, String target, long uid, long gid, Instant modified) implements TreeEntry {
        @Override
        public int mode() {
            return 0777;
        }
    }
}
