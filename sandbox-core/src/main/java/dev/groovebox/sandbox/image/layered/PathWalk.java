package dev.groovebox.sandbox.image.layered;

import dev.groovebox.sandbox.image.layered.LayeredFiles.Child;
import dev.groovebox.sandbox.image.layered.LayeredFiles.MergedFolder;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Walks one path as a process in the container would: ".." of the root is the root, an absolute link begins there. */
final class PathWalk {
    /** The kernel's own bound for links in one path (linux/namei.h, MAXSYMLINKS). */
    private static final int MOST_LINKS = 40;

    /** A link's target has room for 2,048 names, and each costs a look into every layer: a hostile image could hold us up. */
    private static final int MOST_STEPS = 512;

    private final LayeredFiles files;
    private final Deque<MergedFolder> folders = new ArrayDeque<>();
    private final Deque<String> ahead = new ArrayDeque<>();
    private final List<String> missing = new ArrayList<>();
    private Optional<Child> last = Optional.empty();
    private int links;
    private int steps;

    PathWalk(LayeredFiles files) {
        this.files = files;
    }

    /** @param path where the walk ended; what is {@code found} there, unless it is the root or nothing */
    record Result(BytePath path, Optional<Child> found) {}

    Result walk(BytePath path) throws IOException {
        folders.push(files.root());
        enqueue(path);
        while (!ahead.isEmpty()) {
            step(ahead.pop(), path);
        }
        if (!missing.isEmpty()) {
            return new Result(folders.peek().path().child(new BytePath(String.join("/", missing))), Optional.empty());
        }
        return new Result(last.map(Child::path).orElse(folders.peek().path()), last);
    }

    /** In front of what is left: a link's target stands in its place. */
    private void enqueue(BytePath path) {
        List<String> components = path.components();
        for (int i = components.size() - 1; i >= 0; i--) {
            ahead.push(components.get(i));
        }
    }

    private void step(String name, BytePath whole) throws IOException {
        if (name.isEmpty() || name.equals(".")) {
            return;
        }
        if (++steps > MOST_STEPS) {
            throw new UnusableFileException(whole.toString(), "is reached through more than " + MOST_STEPS + " names");
        }
        if (name.equals("..")) {
            goUp();
        } else if (!missing.isEmpty()) {
            missing.add(name);
        } else {
            enter(new BytePath(name), whole);
        }
    }

    private void goUp() throws IOException {
        if (!missing.isEmpty()) {
            missing.remove(missing.size() - 1);
            return;
        }
        if (folders.size() > 1) {
            folders.pop();
        }
        BytePath path = folders.peek().path();
        MergedFolder parent = parentOf(folders.peek());
        last = path.isEmpty() ? Optional.empty() : files.child(parent, path.name());
    }

    private MergedFolder parentOf(MergedFolder folder) {
        return folders.stream().skip(1).findFirst().orElse(folder);
    }

    private void enter(BytePath name, BytePath whole) throws IOException {
        if (last.filter(child -> !child.status().isFolder()).isPresent()) {
            throw new KernelException("open", whole.toString(), Errno.ENOTDIR);
        }
        Optional<Child> child = files.child(folders.peek(), name);
        if (child.isEmpty()) {
            last = Optional.empty();
            missing.add(name.raw());
        } else if (child.get().status().isLink()) {
            follow(child.get(), whole);
        } else {
            last = child;
            if (child.get().status().isFolder()) {
                folders.push(child.get().asFolder());
            }
        }
    }

    private void follow(Child link, BytePath whole) throws IOException {
        if (++links > MOST_LINKS) {
            throw new KernelException("open", whole.toString(), Errno.ELOOP);
        }
        BytePath target = files.readLink(link);
        if (target.raw().startsWith("/")) {
            while (folders.size() > 1) {
                folders.pop();
            }
            last = Optional.empty();
        }
        enqueue(target);
    }
}
