package dev.groovebox.sandbox.linux.jna;

import static dev.groovebox.sandbox.linux.jna.FileConstants.*;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.MountCalls.Attachment;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Attaches copies of mounts to others, by descriptors alone. In a mount namespace that nobody else sees. */
record MountTrees(FileCalls files) {
    private static final Path MACHINE = Path.of("/");
    private static final byte[] ITSELF = new byte[1];
    private static final int FOLDER = 0755;
    private static final int FILE = 0644;
    private static final long MS_RDONLY = 0x1;

    void attach(Attachment attachment, OpenFile root) throws IOException {
        if (attachment instanceof Attachment.Tree asked) {
            try (OpenFile tree = tree(asked);
                    OpenFile target = place(root, asked.target(), files.status(tree).isFolder())) {
                if (asked.readOnly()) {
                    makeReadOnly(tree, true);
                }
                MountLibrary.check("move_mount", asked.target(), MountLibrary.syscall(SYS_MOVE_MOUNT, tree.number(), ITSELF, target.number(), ITSELF,
                        MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
            }
            return;
        }
        try (OpenFile target = place(root, attachment.target(), true)) {
            MountLibrary.check("mount tmpfs", attachment.target(), MountLibrary.mount(
                    "tmpfs", MountLibrary.path(target), "tmpfs", MS_RDONLY, MountLibrary.options("size=4k,mode=755")));
        }
    }

    /** The mount that the place is the root of, and all that is mounted in it when it is to be deep. */
    void makeReadOnly(OpenFile mount, boolean deep) throws KernelException {
        // struct mount_attr: attr_set, attr_clr, propagation, userns_fd (linux/mount.h).
        long[] attributes = {MOUNT_ATTR_RDONLY, 0, 0, 0};
        MountLibrary.check("mount_setattr", "", MountLibrary.syscall(SYS_MOUNT_SETATTR, mount.number(), ITSELF,
                AT_EMPTY_PATH | (deep ? AT_RECURSIVE : 0), attributes, (long) attributes.length * Long.BYTES));
    }

    /** A copy of what is mounted there, which goes when it is closed. */
    OpenFile copy(OpenFile place, boolean deep) throws KernelException {
        long flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | (deep ? AT_RECURSIVE : 0);
        long tree = MountLibrary.syscall(SYS_OPEN_TREE, place.number(), ITSELF, flags);
        MountLibrary.check("open_tree", "", tree);
        return new JnaOpenFile((int) tree);
    }

    /** Of a folder that others write to, nothing is taken but itself: as at a launch. */
    private OpenFile tree(Attachment.Tree asked) throws IOException {
        if (asked.links()) {
            try (OpenFile source = files.open(asked.source(), Access.PLACE)) {
                return copy(source, true);
            }
        }
        try (OpenFile machine = files.open(MACHINE, Access.FOLDER);
                OpenFile source = files.openBeneath(machine, BytePath.of(MACHINE.relativize(asked.source()).toString()), Access.PLACE)) {
            return copy(source, false);
        }
    }

    /** Each part is looked for from the root, so that ".." and absolute links are resolved in it and never above it. */
    private OpenFile place(OpenFile root, String path, boolean folder) throws IOException {
        OpenFile place = files.openInRoot(root, BytePath.of("."), Access.PLACE);
        int end = 0;
        while (end < path.length()) {
            int start = end;
            end = path.indexOf('/', start + 1) < 0 ? path.length() : path.indexOf('/', start + 1);
            BytePath name = BytePath.of(path.substring(start, end).replace("/", ""));
            if (!name.isEmpty()) {
                try (OpenFile parent = place) {
                    place = find(root, path.substring(0, end), parent, name, folder || end < path.length());
                }
            }
        }
        return place;
    }

    private OpenFile find(OpenFile root, String path, OpenFile parent, BytePath name, boolean folder) throws IOException {
        Optional<OpenFile> there = find(root, path);
        if (there.isPresent()) {
            return there.get();
        }
        if (folder) {
            files.makeFolder(parent, name, FOLDER);
        } else {
            files.create(parent, name, FILE).close();
        }
        return files.openInRoot(root, BytePath.of(path), Access.PLACE);
    }

    private Optional<OpenFile> find(OpenFile root, String path) throws IOException {
        try {
            return Optional.of(files.openInRoot(root, BytePath.of(path), Access.PLACE));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
