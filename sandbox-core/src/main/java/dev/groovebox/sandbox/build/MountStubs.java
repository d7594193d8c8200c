package dev.groovebox.sandbox.build;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The empty folders and files that a step's mounts stand on. Where the image had none they are made in the step's upper
 * folder, and are no part of what the step did: they go again, and so do the folders that only they have brought there.
 */
final class MountStubs {
    private final FileCalls calls;
    /** Deepest first; each with what lower layers have there. */
    private final Map<BytePath, Optional<FileStatus>> places;

    private MountStubs(FileCalls calls, Map<BytePath, Optional<FileStatus>> places) {
        this.calls = calls;
        this.places = places;
    }

    /** @param targets absolute paths of mounts */
    static MountStubs before(FileCalls calls, List<Path> layers, List<String> targets) throws IOException {
        Map<BytePath, Optional<FileStatus>> places = new LinkedHashMap<>();
        if (targets.isEmpty()) {
            return new MountStubs(calls, places);
        }
        try (LayeredFiles files = LayeredFiles.open(calls, layers)) {
            for (String target : targets) {
                LayeredPlace place = files.place(BytePath.of(target));
                List<BytePath> way = new ArrayList<>();
                for (BytePath path = place.path(); !path.isEmpty(); path = path.parent()) {
                    way.add(path);
                }
                for (BytePath path : way) {
                    places.put(path, files.find(path).map(LayeredFile::status));
                }
            }
        }
        Map<BytePath, Optional<FileStatus>> deepestFirst = new LinkedHashMap<>();
        places.keySet().stream()
                .sorted((one, other) -> other.components().size() - one.components().size())
                .forEach(path -> deepestFirst.put(path, places.get(path)));
        return new MountStubs(calls, deepestFirst);
    }

    void removeFrom(Path upper) throws IOException {
        if (places.isEmpty()) {
            return;
        }
        try (OpenFile root = calls.open(upper, Access.FOLDER)) {
            for (Map.Entry<BytePath, Optional<FileStatus>> place : places.entrySet()) {
                remove(root, place.getKey(), place.getValue());
            }
        }
    }

    private void remove(OpenFile root, BytePath path, Optional<FileStatus> below) throws IOException {
        try (OpenFile parent = calls.openBeneath(root, path.parent(), Access.FOLDER)) {
            Optional<FileStatus> here = calls.find(parent, path.name());
            if (here.isEmpty()) {
                return;
            }
            if (here.get().isFolder()) {
                if (below.isEmpty() || isUnchanged(here.get(), below.get())) {
                    removeIfEmpty(parent, path.name());
                }
            } else if (below.isEmpty() && here.get().isRegular() && here.get().size() == 0) {
                calls.removeFile(parent, path.name());
            }
        } catch (KernelException e) {
            // Something else than a folder has come into its way, or nothing of it is there.
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR && e.errno() != Errno.ELOOP) {
                throw e;
            }
        }
    }

    private static boolean isUnchanged(FileStatus here, FileStatus below) {
        return below.isFolder() && here.permissions() == below.permissions() && here.uid() == below.uid()
                && here.gid() == below.gid();
    }

    private void removeIfEmpty(OpenFile parent, BytePath name) throws IOException {
        try {
            calls.removeFolder(parent, name);
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOTEMPTY) {
                throw e;
            }
        }
    }
}
