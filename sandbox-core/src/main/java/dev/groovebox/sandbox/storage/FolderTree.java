package dev.groovebox.sandbox.storage;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/** Folders with everything in them, whose names and links may be hostile: no link is followed, no path is built. */
public final class FolderTree {
    private final FileCalls calls;

    public FolderTree(FileCalls calls) {
        this.calls = calls;
    }

    /** Deletes the folder and all in it; nothing to do when it is not there. */
    public void delete(Path folder) throws IOException {
        try (OpenFile parent = calls.open(folder.getParent(), Access.FOLDER)) {
            delete(parent, BytePath.of(folder.getFileName()));
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /**
     * Deletes what has that name in the folder, and all in it. A program can nest folders deeper than we may have
     * descriptors or stack, so there is no recursion: folders found inside are moved up and wait their turn.
     */
    public void delete(OpenFile parent, BytePath name) throws IOException {
        if (calls.removeUnlessFolder(parent, name)) {
            return;
        }
        try (OpenFile top = calls.openBeneath(parent, name, Access.FOLDER)) {
            String prefix = ".waiting-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";
            Deque<BytePath> waiting = new ArrayDeque<>(calls.list(top));
            for (long moved = 0; !waiting.isEmpty(); ) {
                moved = emptyInto(top, waiting, prefix, moved);
            }
        }
        calls.removeFolder(parent, name);
    }

    /** Deletes the first that waits; folders found in it are moved up and wait behind the others. */
    private long emptyInto(OpenFile top, Deque<BytePath> waiting, String prefix, long movedBefore) throws IOException {
        BytePath child = waiting.remove();
        if (calls.removeUnlessFolder(top, child)) {
            return movedBefore;
        }
        long moved = movedBefore;
        try (OpenFile folder = calls.openBeneath(top, child, Access.FOLDER)) {
            for (BytePath grandchild : calls.list(folder)) {
                if (!calls.removeUnlessFolder(folder, grandchild)) {
                    BytePath place = BytePath.of(prefix + moved++);
                    calls.rename(folder, grandchild, top, place);
                    waiting.add(place);
                }
            }
        }
        calls.removeFolder(top, child);
        return moved;
    }
}
