package dev.groovebox.sandbox.image.layer;

import dev.groovebox.sandbox.image.tar.TarPipe;
import dev.groovebox.sandbox.image.tar.TarWriter;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;

/**
 * Copies an overlay's upper folder that is in use, for use as a lower one. It goes by way of a layer's archive, so that
 * deletions and opaque folders mean the same, and the overlay's own notes, which are of this mount, stay behind.
 */
public final class UpperFolderCopy {
    private static final int BUFFER = 1 << 16;

    private final FileCalls calls;
    private final ExecutorService threads;

    public UpperFolderCopy(FileCalls calls, ExecutorService threads) {
        this.calls = calls;
        this.threads = threads;
    }

    /** @param to a new folder, which holds part of the files when this fails */
    public void copy(Path upper, Path to) throws IOException, InterruptedException {
        LayerReader reader = new LayerReader(calls, Long.MAX_VALUE);
        TarPipe.through(threads,
                out -> UpperFolderWalk.ofLiveFiles(calls, new TarWriter(new BufferedOutputStream(out, BUFFER))).archive(upper),
                in -> reader.unpackOwn(in, to));
        giveAttributes(upper, to);
    }

    /** Of the folder itself, which the archive does not have. */
    private void giveAttributes(Path upper, Path to) throws IOException {
        try (OpenFile source = calls.open(upper, Access.FOLDER);
                OpenFile parent = calls.open(to.getParent(), Access.FOLDER)) {
            FileStatus status = calls.status(source);
            BytePath name = BytePath.of(to.getFileName());
            calls.changeOwner(parent, name, status.uid(), status.gid());
            calls.changePermissions(parent, name, status.permissions());
        }
    }
}
