package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the files of one source went that have several names: the further names of one become names of its copy. */
final class HardLinks {
    private final Map<Inode, Copied> copies = new HashMap<>();

    private record Inode(long filesystem, long number) {
        static Inode of(FileStatus status) {
            return new Inode(status.filesystem(), status.inode());
        }
    }

    /**
     * A file under the first of its names.
     *
     * @param target its path in the image
     * @param place the same in the upper folder, through no link; means nothing where nothing is copied
     */
    record Copied(BytePath target, BytePath place) {}

    Optional<Copied> find(FileStatus status) {
        return status.links() > 1 ? Optional.ofNullable(copies.get(Inode.of(status))) : Optional.empty();
    }

    void put(FileStatus status, Copied copied) {
        if (status.links() > 1) {
            copies.put(Inode.of(status), copied);
        }
    }

    void clear() {
        copies.clear();
    }
}
