package dev.groovebox.sandbox.linux.file;

import java.time.Instant;

/**
 * What stat(2) tells of a file.
 *
 * @param permissions the mode without the type: 07777 at most
 * @param deviceMajor of the device that the file stands for
 * @param filesystem the number of the filesystem that the file is on
 * @param diskBytes what it takes on the disk: less than its size where it has holes
 * @param changed the last time that anything of it changed; no program can set it back
 */
public record FileStatus(
        FileType type,
        int permissions,
        long uid,
        long gid,
        long size,
        Instant modified,
        long inode,
        long links,
        int deviceMajor,
        int deviceMinor,
        long filesystem,
        long diskBytes,
        Instant changed) {
    public boolean isFolder() {
        return type == FileType.FOLDER;
    }

    public boolean isRegular() {
        return type == FileType.REGULAR;
    }

    public boolean isLink() {
        return type == FileType.LINK;
    }

    /** Overlayfs marks a deleted name by a character device 0:0 (Documentation/filesystems/overlayfs.rst). */
    public boolean isWhiteout() {
        return type == FileType.CHARACTER_DEVICE && deviceMajor == 0 && deviceMinor == 0;
    }
}
