package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.cache.BuildCache;
import dev.groovebox.sandbox.build.cache.StepKey;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/** Makes layers: each step that changes files works on an empty upper folder, unless its result is in the cache. */
final class LayerSteps {
    private static final int POLL_MILLIS = 20;

    private final BuildSession session;

    LayerSteps(BuildSession session) {
        this.session = session;
    }

    interface Change {
        /**
         * Answers the key of what it has made: not the one that was looked for when files have changed meanwhile.
         *
         * @param upper an empty folder
         */
        StepKey make(Path upper) throws IOException, InterruptedException;
    }

    /** @param words what the image's history says of it */
    BuildState make(StepScope scope, BuildState state, StepKey key, String words, Change change)
            throws IOException, InterruptedException {
        Optional<BuildState> known = fromCache(scope, state, key, words);
        if (known.isPresent()) {
            return known.get();
        }
        try (ObjectLock lock = lock(key)) {
            // Another build may have been at the same step.
            Optional<BuildState> others = find(scope, state, key, words);
            if (others.isPresent()) {
                return others.get();
            }
            Path upper = newUpper();
            StepKey made = change.make(upper);
            session.history.remember(scope.place(), made);
            return keep(state, made, words, upper);
        }
    }

    /** The kernel's own wait could not be interrupted. */
    private ObjectLock lock(StepKey key) throws IOException, InterruptedException {
        Path file = session.paths.lock("step-" + key.key().hex());
        Optional<ObjectLock> lock = ObjectLock.tryPassing(session.calls, file);
        while (lock.isEmpty()) {
            Thread.sleep(POLL_MILLIS);
            lock = ObjectLock.tryPassing(session.calls, file);
        }
        return lock.get();
    }

    Path newUpper() throws IOException {
        Path upper = session.staging().newFolder();
        // The root of what a container sees has the attributes of the uppermost folder's root.
        Files.setPosixFilePermissions(upper, PosixFilePermissions.fromString("rwxr-xr-x"));
        return upper;
    }

    Optional<BuildState> fromCache(StepScope scope, BuildState state, StepKey key, String words) throws IOException {
        Optional<BuildState> found = find(scope, state, key, words);
        if (session.options().explain()) {
            session.events.accept(new Event.StepExplained(scope.number(), found.isPresent(), reason(scope, key, found)));
        }
        session.history.remember(scope.place(), key);
        return found;
    }

    private Optional<BuildState> find(StepScope scope, BuildState state, StepKey key, String words) throws IOException {
        Optional<BuildCache.Made> made = scope.useCache() ? session.cache.find(key.key()) : Optional.empty();
        Optional<BuildCache.Made> layered = made.filter(entry -> entry.layer().isPresent());
        layered.ifPresent(entry -> session.use(key.key(), entry));
        return layered.map(entry -> state.withLayer(entry.layer().get(), entry.created(), words, true));
    }

    private String reason(StepScope scope, StepKey key, Optional<BuildState> found) throws IOException {
        if (found.isPresent()) {
            return "nothing that it depends on has changed";
        }
        if (!scope.useCache()) {
            return "earlier results are not wanted (no-cache)";
        }
        return session.history.difference(scope.place(), key).orElse("its earlier result has been removed");
    }

    BuildState keep(BuildState state, StepKey key, String words, Path upper) throws IOException {
        Instant created = session.now();
        StoredLayer layer = session.store.layers().store(upper, session.staging(), session.timestamp());
        BuildCache.Made made = new BuildCache.Made(Optional.of(layer), created);
        session.cache.put(key.key(), made);
        session.use(key.key(), made);
        return state.withLayer(layer, created, words, false);
    }
}
