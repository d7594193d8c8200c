package dev.groovebox.sandbox.image.host;

import java.time.Instant;
import java.util.Optional;

/**
 * A file of this machine as lstat sees it.
 *
 * @param path from the root, without a leading slash; no part of it but the last is a symbolic link
 * @param mode with the file type's bits, as in st_mode
 * @param linkTarget what a symbolic link says, for those alone
 */
record HostNode(String path, int mode, long uid, long gid, Instant modified, Optional<String> linkTarget) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int SETUID = 04000;
    private static final int SETGID = 02000;
    private static final int EXECUTE = 0111;
    private static final int READ_BY_ALL = 0004;

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    boolean isExecutable() {
        return isRegular() && (mode & EXECUTE) != 0;
    }

    boolean isReadableByAll() {
        return (mode & READ_BY_ALL) != 0;
    }

    /**
     * The permission bits for an image, where everything belongs to root: a set-id bit that stood for another user or
     * group would there give root's rights, so it goes.
     */
    int permissionsUnderRoot() {
        int permissions = mode & 07777;
        if (uid != 0) {
            permissions &= ~SETUID;
        }
        if (gid != 0 && !isFolder()) {
            permissions &= ~SETGID;
        }
        return permissions;
    }
}
