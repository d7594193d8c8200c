package dev.groovebox.sandbox.linux.jna;

import dev.groovebox.sandbox.linux.MountCalls;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/** {@link MountCalls} on the C library. */
public final class JnaMountCalls implements MountCalls {
    private static final int CLONE_NEWNS = 0x00020000;
    private static final long MS_REC = 0x4000;
    private static final long MS_SLAVE = 0x80000;

    private final FileCalls files;

    public JnaMountCalls(FileCalls files) {
        this.files = files;
    }

    @Override
    public OpenFile overlay(List<Path> lower, Path upper, Path work, Path at) throws IOException {
        return onOwnThread(() -> mount(lower, upper, work, at));
    }

    @Override
    public OpenFile overlay(List<Path> lower, Path upper, Path work, Path at, boolean readOnly, List<Attachment> attachments)
            throws IOException {
        return onOwnThread(() -> {
            try (OpenFile root = mount(lower, upper, work, at)) {
                MountTrees trees = new MountTrees(files);
                for (Attachment attachment : attachments) {
                    trees.attach(attachment, root);
                }
                if (readOnly) {
                    trees.makeReadOnly(root, false);
                }
                // What is attached falls off with the namespace, but not from a copy that belongs to none.
                return trees.copy(root, true);
            }
        });
    }

    /** A mount namespace is a thread's own matter; slave, so that no mount of ours shows on the host. */
    private OpenFile mount(List<Path> lower, Path upper, Path work, Path at) throws IOException {
        MountLibrary.check("unshare", "mount namespace", MountLibrary.unshare(CLONE_NEWNS));
        MountLibrary.check("mount", "/", MountLibrary.mount("none", "/", "none", MS_REC | MS_SLAVE, new byte[1]));
        List<OpenFile> folders = new ArrayList<>();
        try {
            for (Path folder : lower) {
                folders.add(files.open(folder, Access.FOLDER));
            }
            // Short names, so that many layers fit into the one page that mount(2) takes.
            String options = "lowerdir=" + folders.stream().map(MountLibrary::path).collect(Collectors.joining(":"))
                    + ",upperdir=" + upper + ",workdir=" + work + ",index=off,redirect_dir=off,metacopy=off";
            MountLibrary.check("mount overlay", at.toString(), MountLibrary.mount("overlay", at.toString(), "overlay", 0, MountLibrary.options(options)));
            return files.open(at, Access.FOLDER);
        } finally {
            for (OpenFile folder : folders) {
                folder.close();
            }
        }
    }

    private static <T> T onOwnThread(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "mount namespace");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // it takes a few milliseconds, and its result must be closed
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException refused ? refused : new IOException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
