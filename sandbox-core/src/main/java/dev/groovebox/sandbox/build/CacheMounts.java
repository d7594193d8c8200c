package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.build.copy.SourceTree;
import dev.groovebox.sandbox.spec.RunMount;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The folders of RUN --mount=type=cache. An id is hashed before it is part of a path (CVE-2024-9675). */
final class CacheMounts {
    private static final int POLL_MILLIS = 20;
    private static final int MOST_PRIVATE = 1000;

    private final BuildSession session;

    CacheMounts(BuildSession session) {
        this.session = session;
    }

    /**
     * The cache's folder, locked until {@code prepared} is closed as its sharing asks.
     *
     * @param initial what a new one begins with; closed here
     */
    Path open(RunMounts.Prepared prepared, RunMount.Cache mount, String target, Optional<SourceTree> initial)
            throws IOException, InterruptedException {
        String id = mount.id().isEmpty() ? target : mount.id();
        String name = CacheKey.of("cache mount").add(id).build().hex();
        try {
            String chosen = lock(prepared, mount.sharing(), name);
            Path folder = session.paths.cacheMounts().resolve(chosen);
            if (!Files.isDirectory(folder)) {
                make(folder, chosen, mount, initial);
            }
            return folder;
        } finally {
            if (initial.isPresent()) {
                initial.get().close();
            }
        }
    }

    private String lock(RunMounts.Prepared prepared, RunMount.Sharing sharing, String name)
            throws IOException, InterruptedException {
        switch (sharing) {
            case PRIVATE -> {
                for (int i = 0; i < MOST_PRIVATE; i++) {
                    String candidate = i == 0 ? name : name + "-" + i;
                    Optional<ObjectLock> lock = ObjectLock.tryPassing(session.calls, file(candidate));
                    if (lock.isPresent()) {
                        prepared.hold(lock.get());
                        return candidate;
                    }
                }
                throw new IOException("more than " + MOST_PRIVATE + " builds use one private cache");
            }
            case LOCKED -> {
                Optional<ObjectLock> lock = ObjectLock.tryPassing(session.calls, file(name));
                while (lock.isEmpty()) {
                    Thread.sleep(POLL_MILLIS);
                    lock = ObjectLock.tryPassing(session.calls, file(name));
                }
                prepared.hold(lock.get());
            }
            default -> prepared.hold(ObjectLock.sharedPassing(session.calls, file(name)));
        }
        return name;
    }

    private Path file(String name) {
        return session.paths.lock("cache-" + name);
    }

    /** Made aside and renamed: several builds may find at once that a shared one is missing. */
    private void make(Path folder, String name, RunMount.Cache mount, Optional<SourceTree> initial) throws IOException {
        Path made = session.staging().newFolder();
        if (initial.isPresent()) {
            initial.get().copyTo(mount.source().isEmpty() ? "." : mount.source(), made);
        }
        try (OpenFile parent = session.calls.open(made.getParent(), Access.FOLDER)) {
            BytePath child = BytePath.of(made.getFileName());
            session.calls.changeOwner(parent, child, mount.uid().orElse(0), mount.gid().orElse(0));
            session.calls.changePermissions(parent, child, mount.mode().orElse(0755));
        }
        Files.createDirectories(folder.getParent());
        try (ObjectLock lock = ObjectLock.passing(session.calls, session.paths.lock("new-cache-" + name))) {
            if (!Files.isDirectory(folder)) {
                Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
