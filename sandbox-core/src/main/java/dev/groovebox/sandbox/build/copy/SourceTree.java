package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.build.pattern.GoPattern;
import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.image.layered.LayeredPlace;
import dev.groovebox.sandbox.image.layered.UnusableFileException;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a COPY copies from: the context's folder, or the files of a stage or an image. Links in a source's path are
 * followed within the tree's own root.
 */
public final class SourceTree implements AutoCloseable {
    private final FileCalls calls;
    private final String what;
    private final List<Path> folders;
    private final boolean context;
    private final IgnorePatterns ignored;
    private final LayeredFiles files;

    private SourceTree(FileCalls calls, String what, List<Path> folders, boolean context, IgnorePatterns ignored)
            throws IOException {
        this.calls = calls;
        this.what = what;
        this.folders = List.copyOf(folders);
        this.context = context;
        this.ignored = ignored;
        this.files = LayeredFiles.open(calls, folders);
    }

    /** @param ignored of these files nothing is there */
    public static SourceTree ofContext(FileCalls calls, Path folder, IgnorePatterns ignored) throws IOException {
        return new SourceTree(calls, "the context " + folder, List.of(folder), true, ignored);
    }

    /** @param folders of the layers, topmost first */
    public static SourceTree ofImage(FileCalls calls, String name, List<Path> folders) throws IOException {
        return new SourceTree(calls, "'" + name + "'", folders, false, IgnorePatterns.NONE);
    }

    FileCalls calls() {
        return calls;
    }

    IgnorePatterns ignored() {
        return ignored;
    }

    /** Tells this tree from others, for what is remembered of its files. */
    public String identity() {
        return folders.toString();
    }

    SourceFolder root() throws IOException {
        return SourceFolder.open(calls, folders);
    }

    /**
     * A file that a source's words mean.
     *
     * @param named as asked for, relative to the tree
     * @param path through no link
     */
    record Found(BytePath named, BytePath path) {}

    /**
     * The files that a pattern means, in the order of their names: none, as with BuildKit, when it has wildcards and the
     * folder before them is there.
     */
    List<Found> expand(String pattern) throws IOException {
        List<BytePath> names = List.of(BytePath.ROOT);
        boolean mayBeNone = false;
        for (String component : components(pattern)) {
            if (!mayBeNone && GoPattern.hasWildcard(component)) {
                mayBeNone = !names.isEmpty() && find(names.get(0)).isPresent();
            }
            names = expand(names, component);
        }
        List<Found> found = new ArrayList<>();
        for (BytePath name : names) {
            find(name).ifPresent(found::add);
        }
        if (found.isEmpty() && !mayBeNone) {
            throw notFound(pattern);
        }
        return found;
    }

    private Optional<Found> find(BytePath name) throws IOException {
        if (ignored.ignores(name) && !ignored.hasExceptions()) {
            return Optional.empty();
        }
        Optional<BytePath> path = resolve(name);
        return path.isPresent() && isThere(name, path.get()) ? Optional.of(new Found(name, path.get())) : Optional.empty();
    }

    /** The same where "**" stands for any number of folders (--parents); what lies behind a link is not looked through. */
    List<Found> expandDeep(String pattern) throws IOException {
        List<String> components = components(pattern);
        int deep = 0;
        while (deep < components.size() && !components.get(deep).contains("**")) {
            deep++;
        }
        if (deep == components.size()) {
            return expand(pattern);
        }
        List<BytePath> folders = List.of(BytePath.ROOT);
        for (String component : components.subList(0, deep)) {
            folders = expand(folders, component);
        }
        IgnorePatterns wanted = IgnorePatterns.of(List.of(String.join("/", components.subList(deep, components.size()))));
        List<Found> found = new ArrayList<>();
        for (BytePath folder : folders) {
            Optional<BytePath> place = resolve(folder);
            if (place.isPresent() && isFolder(place.get())) {
                try (SourceFolder open = openFolder(place.get())) {
                    collect(open, new Found(folder, place.get()), BytePath.ROOT, wanted, found);
                }
            }
        }
        return found;
    }

    /** @param below the folder's path below where the pattern begins to be deep */
    private void collect(SourceFolder folder, Found at, BytePath below, IgnorePatterns wanted, List<Found> found)
            throws IOException {
        for (BytePath name : folder.names()) {
            Optional<SourceFolder.Child> child = folder.find(name);
            Found inner = new Found(at.named().child(name), at.path().child(name));
            boolean left = ignored.ignores(inner.named()) || ignored.ignores(inner.path());
            if (child.isEmpty() || left && !(child.get().status().isFolder() && ignored.hasExceptions())) {
                continue;
            }
            if (!left && wanted.ignores(below.child(name))) {
                found.add(inner);
            } else if (child.get().status().isFolder()) {
                try (SourceFolder open = folder.folder(child.get())) {
                    collect(open, inner, below.child(name), wanted, found);
                }
            }
        }
    }

    /** What is in a folder that is ignored may be excepted; the walk through it sees to that. */
    private boolean isThere(BytePath name, BytePath path) throws IOException {
        return !ignored.ignores(name) && !ignored.ignores(path) || ignored.hasExceptions() && isFolder(path);
    }

    private List<String> components(String pattern) {
        List<String> components = new ArrayList<>();
        for (String component : pattern.split("/")) {
            if (component.equals("..") && !components.isEmpty()) {
                components.remove(components.size() - 1);
            } else if (component.equals("..") && context) {
                throw refused(pattern, "it leads out of " + what, "copy from below that folder");
            } else if (!component.isEmpty() && !component.equals(".") && !component.equals("..")) {
                components.add(component);
            }
        }
        return components;
    }

    private List<BytePath> expand(List<BytePath> folders, String component) throws IOException {
        List<BytePath> next = new ArrayList<>();
        for (BytePath folder : folders) {
            if (!GoPattern.isPattern(component)) {
                next.add(folder.child(BytePath.of(component)));
                continue;
            }
            GoPattern names = GoPattern.of(component);
            Optional<BytePath> place = resolve(folder);
            if (place.isPresent() && isFolder(place.get())) {
                try (SourceFolder open = openFolder(place.get())) {
                    open.names().stream().filter(names::matches).map(folder::child).forEach(next::add);
                }
            }
        }
        return next;
    }

    private boolean isFolder(BytePath path) throws IOException {
        return files.place(path).isFolder();
    }

    /** Absent when nothing is there. */
    private Optional<BytePath> resolve(BytePath path) throws IOException {
        try {
            if (context) {
                refuseWhatLeadsOut(path);
            }
            LayeredPlace place = files.place(path);
            boolean there = place.path().isEmpty() || place.present().isPresent();
            return there ? Optional.of(place.path()) : Optional.empty();
        } catch (UnusableFileException e) {
            throw refused(path.toString(), e.getMessage(), "");
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Within an image's root every link has a meaning; one in the context that leads elsewhere is a mistake, or an attack. */
    private void refuseWhatLeadsOut(BytePath path) throws IOException {
        try (OpenFile root = calls.open(folders.get(0), Access.FOLDER);
                OpenFile place = calls.openWithin(root, path, Access.PLACE)) {
            calls.status(place);
        } catch (KernelException e) {
            if (e.errno() == Errno.EXDEV) {
                throw refused(path.toString(), "a symbolic link in it leads out of " + what, "copy the file itself there");
            }
            throw e;
        }
    }

    /** Where digests of a part of it are kept. */
    public String digestsName(String source) {
        return CacheKey.of("contents").add(identity()).add(source).build().hex();
    }

    /** What a path of the tree holds, read as far as it isn't known. */
    public ContentSum sum(String source, Path digests) throws IOException {
        ContentDigests known = ContentDigests.read(digests);
        CopyWalk walk = CopyWalk.reading(calls, known);
        for (CopyItem item : new CopyItems(calls, Optional.of(this)).of(CopyRequest.plain(source))) {
            item.copy(walk, Optional.empty(), BytePath.ROOT, true);
        }
        known.save();
        return walk.sum();
    }

    /** Copies what a folder of the tree holds into an empty folder of the engine, owners and modes as they are. */
    public void copyTo(String source, Path folder) throws IOException {
        CopyWalk walk = CopyWalk.reading(calls, ContentDigests.none());
        try (UpperFolder upper = UpperFolder.open(calls, folder, List.of())) {
            for (CopyItem item : new CopyItems(calls, Optional.of(this)).of(CopyRequest.plain(source))) {
                item.copy(walk, Optional.of(upper), BytePath.ROOT, true);
            }
        }
    }

    /** @param path through no link */
    SourceFolder openFolder(BytePath path) throws IOException {
        SourceFolder folder = root();
        for (String name : path.components()) {
            try (SourceFolder parent = folder) {
                folder = parent.folder(child(parent, new BytePath(name), path));
            }
        }
        return folder;
    }

    SourceFolder.Child child(SourceFolder parent, BytePath name, BytePath path) throws IOException {
        return parent.find(name).orElseThrow(() -> notFound(path.toString()));
    }

    private EngineException notFound(String source) {
        return new EngineException(FailureKind.NOT_FOUND, "cannot copy", source, "no such file in " + what,
                context && ignored.ignores(source) ? "the context's ignore file leaves it out"
                        : context ? "sources are relative to that folder" : "");
    }

    private static EngineException refused(String source, String cause, String remedy) {
        return new EngineException(FailureKind.INVALID, "cannot copy", source, cause, remedy);
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
