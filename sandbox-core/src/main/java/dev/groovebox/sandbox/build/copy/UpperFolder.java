package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.image.layer.Whiteouts;
import dev.groovebox.sandbox.image.layered.LayeredFile;
import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.image.layered.LayeredPlace;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes into an overlay's upper folder without mounting it. Paths are those of the merged image: links of lower layers
 * are followed within its root, and folders of lower layers are repeated with the attributes they have.
 */
public final class UpperFolder implements AutoCloseable {
    static final int NEW_FOLDER = 0755;

    private final FileCalls calls;
    private final OpenFile upper;
    private final LayeredFiles merged;
    private final List<Path> lower;

    private UpperFolder(FileCalls calls, OpenFile upper, LayeredFiles merged, List<Path> lower) {
        this.calls = calls;
        this.upper = upper;
        this.merged = merged;
        this.lower = lower;
    }

    /** @param lower topmost first */
    public static UpperFolder open(FileCalls calls, Path upper, List<Path> lower) throws IOException {
        List<Path> all = new ArrayList<>();
        all.add(upper);
        all.addAll(lower);
        return new UpperFolder(calls, calls.open(upper, Access.FOLDER), LayeredFiles.open(calls, all), lower);
    }

    /** Opens the folder in the upper one, and makes whatever is missing of it. */
    public OpenFile folder(BytePath path, FileOwner ownerOfNew) throws IOException {
        return folder(path, ownerOfNew, NEW_FOLDER);
    }

    /** @param mode of the folder itself, when it is made; those above it that are have docker's */
    private OpenFile folder(BytePath path, FileOwner ownerOfNew, int mode) throws IOException {
        LayeredPlace place = merged.place(path);
        if (place.present().isPresent() && !place.isFolder()) {
            throw new KernelException("mkdir", path.toString(), Errno.ENOTDIR);
        }
        OpenFile folder = calls.openBeneath(upper, BytePath.ROOT, Access.FOLDER);
        BytePath done = BytePath.ROOT;
        for (String component : place.path().components()) {
            BytePath name = new BytePath(component);
            done = done.child(name);
            try (OpenFile parent = folder) {
                if (calls.find(parent, name).isEmpty()) {
                    make(parent, name, done, ownerOfNew, done.equals(place.path()) ? mode : NEW_FOLDER);
                }
                folder = calls.openBeneath(parent, name, Access.FOLDER);
            }
        }
        return folder;
    }

    /** What is at this place of the merged image, links followed. */
    public LayeredPlace place(BytePath path) throws IOException {
        return merged.place(path);
    }

    /** The same, with what lower layers have in it. */
    TargetFolder target(BytePath path, FileOwner ownerOfNew) throws IOException {
        return target(path, ownerOfNew, NEW_FOLDER);
    }

    TargetFolder target(BytePath path, FileOwner ownerOfNew, int mode) throws IOException {
        BytePath place = merged.place(path).path();
        return new TargetFolder(calls, upper, place, folder(place, ownerOfNew, mode), lowerFolder(place));
    }

    private Optional<SourceFolder> lowerFolder(BytePath path) throws IOException {
        SourceFolder folder = SourceFolder.open(calls, lower);
        for (String name : path.components()) {
            try (SourceFolder parent = folder) {
                Optional<SourceFolder.Child> child = parent.find(new BytePath(name));
                if (child.isEmpty() || !child.get().status().isFolder()) {
                    return Optional.empty();
                }
                folder = parent.folder(child.get());
            }
        }
        return Optional.of(folder);
    }

    private void make(OpenFile parent, BytePath name, BytePath path, FileOwner ownerOfNew, int mode)
            throws IOException {
        Optional<LayeredFile> lower = merged.find(path);
        calls.makeFolder(parent, name, 0700);
        if (lower.isEmpty()) {
            calls.changeOwner(parent, name, ownerOfNew.uid(), ownerOfNew.gid());
            calls.changePermissions(parent, name, mode);
            return;
        }
        FileStatus status = lower.get().status();
        calls.changeOwner(parent, name, status.uid(), status.gid());
        calls.changePermissions(parent, name, status.permissions());
        copyAttributes(lower.get(), parent, name);
        calls.changeTimes(parent, name, status.modified(), status.modified());
    }

    private void copyAttributes(LayeredFile from, OpenFile parent, BytePath name) throws IOException {
        try (OpenFile source = merged.openParent(from)) {
            for (BytePath attribute : calls.attributes(source, from.path().name())) {
                Optional<byte[]> value = calls.attribute(source, from.path().name(), attribute);
                if (value.isPresent() && !Whiteouts.isOverlays(attribute)) {
                    calls.setAttribute(parent, name, attribute, value.get());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (upper) {
            merged.close();
        }
    }
}
