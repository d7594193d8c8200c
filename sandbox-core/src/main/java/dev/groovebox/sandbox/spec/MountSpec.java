package dev.groovebox.sandbox.spec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A mount that the user asked for, beside the default ones. */
public sealed interface MountSpec {
    /** An absolute path inside the container. */
    String target();

    /** An owner's number in the container is the one that the file has here, though the container's ids are others: idmap. */
    default boolean idmapped() {
        return false;
    }

    /** Why nothing can be mounted there, when that is so. */
    static Optional<String> targetProblem(String target) {
        return SpecRules.targetProblem(target);
    }

    /** A file or folder of the host. */
    record Bind(Path source, String target, boolean readOnly, boolean idmapped) implements MountSpec {
        public Bind(Path source, String target, boolean readOnly) {
            this(source, target, readOnly, false);
        }
    }

    /** A folder of the engine's own choice, no part of whose way may be a link: who writes below it must not lead it elsewhere. */
    record Exact(Path source, String target, boolean readOnly, boolean idmapped) implements MountSpec {}

    /**
     * A fresh memory filesystem.
     *
     * @param sizeBytes its bound; the kernel's default (half of memory) when absent
     * @param mode of its root folder; 1777 when absent
     * @param uid of its root folder, in the container; 0 when absent
     * @param inodes how many files it can have; the kernel's default when absent
     */
    record Tmpfs(
            String target, OptionalLong sizeBytes, OptionalInt mode, OptionalLong uid, OptionalLong gid, OptionalLong inodes, Set<Right> rights)
            implements MountSpec {
        /** What is not allowed on a tmpfs unless it is asked for, by its word in mount(8). */
        public enum Right {
            EXEC,
            DEV,
            SUID
        }

        public Tmpfs {
            rights = Set.copyOf(rights);
        }

        public Tmpfs(String target, OptionalLong sizeBytes, OptionalInt mode) {
            this(target, sizeBytes, mode, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), Set.of());
        }

        public boolean allows(Right right) {
            return rights.contains(right);
        }
    }

    /**
     * A volume of the engine's.
     *
     * @param name empty: the container's own, which nobody else names
     * @param copyUp a new one gets what the image has at the target
     * @param subpath the folder or file of it that is mounted, which must be there; empty: all of it
     */
    record Volume(String name, String target, boolean readOnly, boolean copyUp, String subpath, boolean idmapped) implements MountSpec {
        public Volume(String name, String target, boolean readOnly, boolean copyUp) {
            this(name, target, readOnly, copyUp, "", false);
        }

        public boolean isAnonymous() {
            return name.isEmpty();
        }
    }
}
