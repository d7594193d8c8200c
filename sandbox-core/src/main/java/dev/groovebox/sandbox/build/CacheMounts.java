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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** The folders of RUN --mount=type=cache. An id is hashed before it is part of a path (CVE-2024-9675). */
final class CacheMounts {
    private static final int POLL_MILLIS = 20;
    private static final int MOST_PRIVATE = 1000;

    private final BuildSession session;

    CacheMounts(BuildSession session) {
        this.session = session;
    }

    /**
     * Locks what a RUN's mounts need until {@code prepared} is closed: each cache once, in one order for all, so that nobody
     * waits for himself or for one who waits for him. A cache of two mounts is shared as the stricter of them asks.
     *
     * @return the names of the folders, by those of the caches
     */
    Map<String, String> lock(RunMounts.Prepared prepared, BuildState state, List<RunMount> mounts)
            throws IOException, InterruptedException {
        Map<String, RunMount.Sharing> wanted = new TreeMap<>();
        for (RunMount mount : mounts) {
            if (mount instanceof RunMount.Cache cache) {
                wanted.merge(name(cache, state), cache.sharing(), BinaryOperator.maxBy(Comparator.naturalOrder()));
            }
        }
        Map<String, String> chosen = new HashMap<>();
        for (Map.Entry<String, RunMount.Sharing> cache : wanted.entrySet()) {
            chosen.put(cache.getKey(), lock(prepared, cache.getValue(), cache.getKey()));
        }
        return chosen;
    }

    private static String name(RunMount.Cache mount, BuildState state) {
        String id = mount.id().isEmpty() ? CopySteps.absolute(mount.target(), state) : mount.id();
        return CacheKey.of("cache mount").add(id).build().hex();
    }

    /**
     * The cache's folder.
     *
     * @param locked what {@link #lock} answered
     * @param initial what a new one begins with; closed here
     */
    Path open(Map<String, String> locked, RunMount.Cache mount, BuildState state, Optional<SourceTree> initial)
            throws IOException {
        try {
            String name = locked.get(name(mount, state));
            Path folder = session.paths.cacheMounts().resolve(name);
            if (!Files.isDirectory(folder)) {
                make(folder, name, mount, initial);
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
