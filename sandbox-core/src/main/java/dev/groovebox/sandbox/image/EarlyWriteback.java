package dev.groovebox.sandbox.image;

import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Has the kernel write to the disk while more is still made, so that the wait before a layer is published is for the last
 * moments only: it took a quarter of a load. It promises nothing; whoever publishes still waits, and hears of errors there.
 */
final class EarlyWriteback implements AutoCloseable {
    private static final long MILLISECONDS_BETWEEN = 150;

    private final FileCalls calls;
    private final OpenFile folder;
    private final Thread thread;

    private EarlyWriteback(FileCalls calls, OpenFile folder) {
        this.calls = calls;
        this.folder = folder;
        this.thread = new Thread(this::run, "early-writeback");
        thread.setDaemon(true);
    }

    /** @param folder any of the filesystem */
    static EarlyWriteback of(FileCalls calls, Path folder) throws IOException {
        EarlyWriteback writeback = new EarlyWriteback(calls, calls.open(folder, Access.FOLDER));
        writeback.thread.start();
        return writeback;
    }

    private void run() {
        try (folder) {
            while (true) {
                Thread.sleep(MILLISECONDS_BETWEEN);
                calls.syncFilesystem(folder);
            }
        } catch (InterruptedException | IOException e) {
            // The end, or an error of the disk, which the wait before the layer is published meets too.
            return;
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
