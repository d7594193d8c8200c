package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.cache.BuildCache;
import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.build.cache.KeyHistory;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.layer.StoredLayer;
import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.ImageSpec;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all steps of one build share. Its staging areas are made when the first step needs one. */
final class BuildSession implements AutoCloseable {
    final EnginePaths paths;
    final FileCalls calls;
    final ImageStore store;
    final ImageResolver resolver;
    final NamedImages images;
    final BuildCache cache;
    final KeyHistory history;
    final StepRunner runner;
    final ImageSpec spec;
    final EventSink events;
    private Optional<Stdio> failureShell;
    private final Optional<Instant> timestamp;
    private final Instant begun;
    private final Map<String, BuildCache.Made> used = new LinkedHashMap<>();
    private Optional<StagingArea> staging = Optional.empty();
    private Optional<StagingArea> volatileStaging = Optional.empty();

    BuildSession(EnginePaths paths, FileCalls calls, ImageStore store, ImageResolver resolver, StepRunner runner,
            ImageSpec spec, EventSink events, Optional<Stdio> failureShell) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.resolver = resolver;
        this.cache = new BuildCache(paths, store.layers());
        this.history = new KeyHistory(paths);
        this.runner = runner;
        this.spec = spec;
        this.events = events;
        this.failureShell = failureShell;
        this.timestamp = timestamp(spec.options());
        this.images = new NamedImages(this);
        this.begun = now();
    }

    private static Optional<Instant> timestamp(BuildOptions options) {
        Optional<String> epoch = Optional.ofNullable(options.arguments().get("SOURCE_DATE_EPOCH"));
        try {
            return options.timestamp().or(() -> epoch.map(text -> Instant.ofEpochSecond(Long.parseLong(text.strip()))));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw new EngineException(FailureKind.INVALID, "cannot build with SOURCE_DATE_EPOCH", epoch.orElse(""),
                    "it is no count of seconds since 1970", "");
        }
    }

    BuildOptions options() {
        return spec.options();
    }

    /** The time of all that the build makes, when it doesn't come from the clock. */
    Optional<Instant> timestamp() {
        return timestamp;
    }

    /** The clock's nanoseconds would tell more than anyone wants of when it was. */
    Instant now() {
        return timestamp.orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Whether something was made while this build went on, so by another that is at the same. */
    boolean isOfThisTime(Instant created) {
        return !created.isBefore(begun);
    }

    /** The image's own steps stand on it: what a cache for other machines must hold. */
    synchronized void use(CacheKey key, BuildCache.Made made) {
        used.put(key.hex(), made);
    }

    /** By the key's digits. */
    synchronized Map<String, BuildCache.Made> used() {
        return new LinkedHashMap<>(used);
    }

    /** For the first step that fails: two shells can't share a terminal. */
    synchronized Optional<Stdio> takeFailureShell() {
        Optional<Stdio> taken = failureShell;
        failureShell = Optional.empty();
        return taken;
    }

    synchronized StagingArea staging() throws IOException {
        if (staging.isEmpty()) {
            staging = Optional.of(StagingArea.open(paths, calls));
        }
        return staging.get();
    }

    /** In memory where /run is: what is here is gone with the power. */
    synchronized StagingArea volatileStaging() throws IOException {
        if (volatileStaging.isEmpty()) {
            volatileStaging = Optional.of(StagingArea.open(paths.ofRuntime(), calls));
        }
        return volatileStaging.get();
    }

    LayeredFiles files(BuildState state) throws IOException {
        return LayeredFiles.open(calls, folders(state));
    }

    /** Topmost first, each once. */
    List<Path> folders(BuildState state) {
        List<Path> folders = new ArrayList<>();
        List<StoredLayer> downwards = new ArrayList<>(state.layers());
        Collections.reverse(downwards);
        for (StoredLayer layer : downwards) {
            Path folder = store.layers().folder(layer.diffId());
            if (!folders.contains(folder)) {
                folders.add(folder);
            }
        }
        return folders;
    }

    @Override
    public void close() throws IOException {
        try {
            if (volatileStaging.isPresent()) {
                volatileStaging.get().close();
            }
        } finally {
            if (staging.isPresent()) {
                staging.get().close();
            }
        }
    }
}
