package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.FolderTree;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Deletes folders behind the back of whoever waits for a result. Each is moved into a staging area first, in one step:
 * nobody sees it any more, and if this process dies, whoever opens the engine next deletes the area.
 */
final class DiscardedFolders {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final FolderTree trees;
    private final ExecutorService threads;
    private Optional<StagingArea> area = Optional.empty();

    DiscardedFolders(EnginePaths paths, FileCalls calls, ExecutorService threads) {
        this.paths = paths;
        this.calls = calls;
        this.trees = new FolderTree(calls);
        this.threads = threads;
    }

    /** The caller holds the container's lock. */
    void discardContainer(ContainerStore containers, ContainerRecord record) throws IOException {
        Path moved = area().newPath();
        containers.moveAway(record, moved);
        threads.submit(() -> {
            trees.delete(moved);
            return moved;
        });
    }

    private synchronized StagingArea area() throws IOException {
        if (area.isEmpty()) {
            area = Optional.of(StagingArea.open(paths, calls));
        }
        return area.get();
    }

    /** Deletes what is left, also what could not be deleted before. No thread may still be deleting. */
    synchronized void close() throws IOException {
        if (area.isPresent()) {
            area.get().close();
            area = Optional.empty();
        }
    }
}
