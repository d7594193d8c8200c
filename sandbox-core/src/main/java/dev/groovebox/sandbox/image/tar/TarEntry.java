package dev.groovebox.sandbox.image.tar;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a tar archive says of one file.
 *
 * @param path as the archive has it, without a trailing slash
 * @param size of the content that follows; 0 for all but regular files
 * @param link the target of a symbolic link, or the path of the file that a hard link is of
 * @param attributes extended ones, by name
 */
public record TarEntry(
        BytePath path,
        TarType type,
        int permissions,
        long uid,
        long gid,
        long size,
        Instant modified,
        BytePath link,
        int deviceMajor,
        int deviceMinor,
        Map<BytePath, byte[]> attributes) {
    public TarEntry {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    public static TarEntry emptyFile(BytePath path, Instant modified) {
        return new TarEntry(
                path, TarType.FILE, 0, 0, 0, 0, modified, BytePath.ROOT, 0, 0, Map.of());
    }
}
