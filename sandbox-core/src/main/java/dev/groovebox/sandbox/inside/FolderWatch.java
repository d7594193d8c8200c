package dev.groovebox.sandbox.inside;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits for changes of the files of a folder (inotify); of a folder that is not there, for time to pass. */
final class FolderWatch implements AutoCloseable {
    private final Optional<WatchService> service;

    private FolderWatch(Optional<WatchService> service) {
        this.service = service;
    }

    /** @param wanted else nothing is watched */
    static FolderWatch of(Path folder, boolean wanted) throws IOException {
        if (!wanted) {
            return new FolderWatch(Optional.empty());
        }
        WatchService service = folder.getFileSystem().newWatchService();
        try {
            folder.register(service, ENTRY_CREATE, ENTRY_MODIFY);
            return new FolderWatch(Optional.of(service));
        } catch (NoSuchFileException notYet) {
            service.close();
            return new FolderWatch(Optional.empty());
        }
    }

    /** Returns after a change since the last call, or after that time. */
    void await(Duration most) throws InterruptedException {
        if (service.isEmpty()) {
            Thread.sleep(most.toMillis());
            return;
        }
        WatchKey key = service.get().poll(most.toMillis(), TimeUnit.MILLISECONDS);
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    @Override
    public void close() throws IOException {
        if (service.isPresent()) {
            service.get().close();
        }
    }
}
