package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarWriter;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One pass over what overlayfs would show of a stack of folders (Documentation/filesystems/overlayfs.rst), without a
 * mount. It goes by descriptors, so a container that runs may change what it likes meanwhile.
 */
public final class MergedWalk {
    /** Each level keeps descriptors open; a program can nest folders without end. */
    private static final int MOST_DEPTH = 512;

    private final FileCalls calls;
    private final FileArchiver files;
    private final TarWriter tar;

    public MergedWalk(FileCalls calls, TarWriter tar) {
        this.calls = calls;
        this.tar = tar;
        this.files = FileArchiver.ofLiveFiles(calls, tar);
    }

    /**
     * Archives all of it, and ends the tar.
     *
     * @param folders topmost first
     */
    public void archive(List<Path> folders) throws IOException {
        List<OpenFile> members = new ArrayList<>();
        try {
            for (Path folder : folders) {
                members.add(calls.open(folder, Access.FOLDER));
            }
            addChildren(members, BytePath.ROOT, 0);
        } finally {
            close(members);
        }
        tar.close();
    }

    /** @param members the folders that are merged, topmost first */
    private void addChildren(List<OpenFile> members, BytePath path, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException("folders nested deeper than " + MOST_DEPTH + " at '" + path + "'");
        }
        Map<BytePath, Integer> uppermost = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            for (BytePath name : calls.list(members.get(i))) {
                uppermost.putIfAbsent(name, i);
            }
        }
        for (Map.Entry<BytePath, Integer> child : uppermost.entrySet()) {
            try {
                add(members.subList(child.getValue(), members.size()), child.getKey(), path.child(child.getKey()), depth);
            } catch (KernelException e) {
                files.refuseUnlessReplaced(e);
            }
        }
    }

    /** @param members of which the first has the name */
    private void add(List<OpenFile> members, BytePath name, BytePath path, int depth) throws IOException {
        OpenFile first = members.get(0);
        Optional<FileStatus> status = calls.find(first, name);
        if (status.isEmpty() || status.get().isWhiteout()) {
            return; // deleted, by a layer or while we look
        }
        if (!status.get().isFolder()) {
            files.add(first, name, path, status.get());
            return;
        }
        files.addFolder(first, name, path, status.get());
        List<OpenFile> merged = new ArrayList<>();
        try {
            openMerged(members, name, merged);
            addChildren(merged, path, depth + 1);
        } finally {
            close(merged);
        }
    }

    /** All folders of that name down to the first that hides the rest, by a mark or by being none. */
    private void openMerged(List<OpenFile> members, BytePath name, List<OpenFile> merged) throws IOException {
        for (OpenFile member : members) {
            Optional<FileStatus> status = merged.isEmpty() ? Optional.empty() : calls.find(member, name);
            if (!merged.isEmpty() && status.isEmpty()) {
                continue;
            }
            if (status.filter(file -> !file.isFolder()).isPresent()) {
                return;
            }
            merged.add(calls.openBeneath(member, name, Access.FOLDER));
            if (members.size() > 1 && files.attributes().isOpaque(member, name)) {
                return;
            }
        }
    }

    private static void close(List<OpenFile> folders) throws IOException {
        for (OpenFile folder : folders) {
            folder.close();
        }
    }
}
