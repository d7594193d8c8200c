package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layer.Whiteouts;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A folder of the upper layer that files are copied into, and what the layers below have in it. */
final class TargetFolder implements AutoCloseable {
    private final FileCalls calls;
    private final OpenFile root;
    private final BytePath place;
    private final OpenFile upper;
    private final Optional<SourceFolder> lower;

    /**
     * @param root of the upper layer, which others close
     * @param place the folder's path below it, through no link
     */
    TargetFolder(FileCalls calls, OpenFile root, BytePath place, OpenFile upper, Optional<SourceFolder> lower) {
        this.calls = calls;
        this.root = root;
        this.place = place;
        this.upper = upper;
        this.lower = lower;
    }

    OpenFile upper() {
        return upper;
    }

    BytePath place() {
        return place;
    }

    TargetFolder enter(BytePath name, BytePath path) throws IOException {
        Optional<FileStatus> here = calls.find(upper, name);
        Optional<SourceFolder.Child> below = lower.isPresent() ? lower.get().find(name) : Optional.empty();
        if (here.isEmpty() && below.isPresent()) {
            requireFolder(below.get().status(), path);
            repeat(below.get());
        } else if (here.isEmpty()) {
            calls.makeFolder(upper, name, 0700);
        } else {
            requireFolder(here.get(), path);
        }
        Optional<SourceFolder> lowerChild = Optional.empty();
        if (below.isPresent() && below.get().status().isFolder()) {
            lowerChild = Optional.of(lower.orElseThrow().folder(below.get()));
        }
        OpenFile opened = calls.openBeneath(upper, name, Access.FOLDER);
        return new TargetFolder(calls, root, place.child(name), opened, lowerChild);
    }

    private static void requireFolder(FileStatus status, BytePath path) {
        if (!status.isFolder()) {
            throw new EngineException(FailureKind.INVALID, "cannot copy a folder to", "/" + path,
                    "what is there in the image is no folder", "");
        }
    }

    /** A folder of the layers below, in the upper one: as overlayfs copies it up. */
    private void repeat(SourceFolder.Child below) throws IOException {
        BytePath name = below.name();
        FileStatus status = below.status();
        calls.makeFolder(upper, name, 0700);
        calls.changeOwner(upper, name, status.uid(), status.gid());
        calls.changePermissions(upper, name, status.permissions());
        copyAttributes(calls, lower.orElseThrow().holder(below), name, upper, name);
        changeTime(name, status.modified());
    }

    static void copyAttributes(FileCalls calls, OpenFile from, BytePath source, OpenFile to, BytePath target)
            throws IOException {
        for (BytePath attribute : calls.attributes(from, source)) {
            Optional<byte[]> value = calls.attribute(from, source, attribute);
            if (value.isPresent() && !Whiteouts.isOverlays(attribute)) {
                calls.setAttribute(to, target, attribute, value.get());
            }
        }
    }

    /** Makes room for a file: an earlier source's goes, a folder stays and is an error. */
    void clear(BytePath name, BytePath path) throws IOException {
        Optional<FileStatus> here = calls.find(upper, name);
        boolean folder = here.isPresent()
                ? here.get().isFolder()
                : lower.isPresent() && lower.get().find(name).filter(below -> below.status().isFolder()).isPresent();
        if (folder) {
            throw new EngineException(
                    FailureKind.INVALID, "cannot copy a file to", "/" + path, "a folder is there in the image", "");
        }
        if (here.isPresent()) {
            calls.removeFile(upper, name);
        }
    }

    /** @param place of a file in the upper layer, which gets one more name */
    void makeHardLink(BytePath place, BytePath name) throws IOException {
        try (OpenFile folder = calls.openBeneath(root, place.parent(), Access.FOLDER)) {
            calls.makeHardLink(folder, place.name(), upper, name);
        }
    }

    void changeTime(BytePath name, Instant modified) throws IOException {
        calls.changeTimes(upper, name, modified, modified);
    }

    @Override
    public void close() throws IOException {
        upper.close();
        if (lower.isPresent()) {
            lower.get().close();
        }
    }
}
