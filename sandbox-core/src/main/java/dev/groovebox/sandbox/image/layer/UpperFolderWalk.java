package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarEntry;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One pass over an overlay's upper folder, folders before what is in them, siblings in the order of their bytes.
 * Overlayfs's own marks become those of layers; every other file becomes what it is.
 */
final class UpperFolderWalk {
    /** Each level keeps a descriptor open; a program can nest folders without end. */
    private static final int MOST_DEPTH = 512;

    private final FileCalls calls;
    private final TarWriter tar;
    private final FileArchiver files;

    private UpperFolderWalk(FileCalls calls, TarWriter tar, FileArchiver files) {
        this.calls = calls;
        this.tar = tar;
        this.files = files;
    }

    /** @param timestamp given to every file */
    static UpperFolderWalk ofStillFiles(FileCalls calls, TarWriter tar, Optional<Instant> timestamp) {
        return new UpperFolderWalk(calls, tar, FileArchiver.ofStillFiles(calls, tar, timestamp));
    }

    /** For a folder that a container may be writing to. */
    static UpperFolderWalk ofLiveFiles(FileCalls calls, TarWriter tar) {
        return new UpperFolderWalk(calls, tar, FileArchiver.ofLiveFiles(calls, tar));
    }

    /** Answers the bytes of all regular files. */
    long archive(Path folder) throws IOException {
        try (OpenFile root = calls.open(folder, Access.FOLDER)) {
            archiveChildren(root, BytePath.ROOT, 0);
        }
        tar.close();
        return files.size();
    }

    private void archiveChildren(OpenFile folder, BytePath path, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException("folders nested deeper than " + MOST_DEPTH + " at '" + path + "'");
        }
        List<BytePath> names = calls.list(folder).stream().sorted().toList();
        for (BytePath name : names) {
            if (name.raw().startsWith(Whiteouts.PREFIX)) {
                throw new IOException(
                        "'" + path.child(name) + "' can't be in a layer, where names with " + Whiteouts.PREFIX + " mean deletions");
            }
            try {
                archive(folder, name, path.child(name), depth);
            } catch (KernelException e) {
                files.refuseUnlessReplaced(e);
            }
        }
    }

    private void archive(OpenFile folder, BytePath name, BytePath path, int depth) throws IOException {
        FileStatus status = calls.status(folder, name);
        if (status.isWhiteout()) {
            BytePath whiteout = path.parent().child(new BytePath(Whiteouts.PREFIX + name.raw()));
            tar.begin(TarEntry.emptyFile(whiteout, files.timeOf(status)));
        } else if (status.isFolder()) {
            archiveFolder(folder, name, path, status, depth);
        } else {
            files.add(folder, name, path, status);
        }
    }

    private void archiveFolder(OpenFile parent, BytePath name, BytePath path, FileStatus status, int depth)
            throws IOException {
        files.addFolder(parent, name, path, status);
        if (files.attributes().isOpaque(parent, name)) {
            tar.begin(TarEntry.emptyFile(path.child(Whiteouts.OPAQUE), files.timeOf(status)));
        }
        try (OpenFile folder = calls.openBeneath(parent, name, Access.FOLDER)) {
            archiveChildren(folder, path, depth + 1);
        }
    }
}
