package dev.groovebox.sandbox.build;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.build.cache.BuildCache;
import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.image.ImageStore;
import dev.groovebox.sandbox.image.NewImage;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ImageSpec;
import dev.groovebox.sandbox.spec.SpecException;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Builds images of their steps. A step is run when nothing that it depends on has been seen before. */
public final class Builder {
    private final EnginePaths paths;
    private final FileCalls calls;
    private final ImageStore store;
    private final ImageResolver resolver;

    public Builder(EnginePaths paths, FileCalls calls, ImageStore store, ImageResolver resolver) {
        this.paths = paths;
        this.calls = calls;
        this.store = store;
        this.resolver = resolver;
    }

    /** @param fromCache every step of it had been done before */
    public record Built(StoredImage image, boolean fromCache) {}

    /**
     * Builds the image and gives it its names.
     *
     * @param failureShell where a shell in the sandbox of a failed step goes; absent: none is opened
     * @throws BuildStepException when a step's program fails
     * @throws dev.groovebox.sandbox.failure.EngineException when a step can't be done
     */
    public Built build(ImageSpec spec, StepRunner runner, EventSink events, Optional<Stdio> failureShell)
            throws IOException, InterruptedException {
        List<Reference> names = names(spec);
        StageGraph graph = StageGraph.of(spec);
        List<Stage> needed = graph.needed(graph.target(spec.options().target()));
        warnOfUnused(spec, events);
        try (ObjectLock held = store.hold();
                BuildSession session =
                        new BuildSession(paths, calls, store, resolver, runner, spec, events, failureShell)) {
            CacheTransfer transfer = new CacheTransfer(session);
            transfer.read();
            BuildState state = labelled(stages(session, graph, needed), spec);
            Built built = finish(session, state, names);
            transfer.write(state.layers());
            return built;
        }
    }

    private BuildState stages(BuildSession session, StageGraph graph, List<Stage> needed)
            throws IOException, InterruptedException {
        Map<Integer, Integer> firstSteps = new HashMap<>();
        int total = 0;
        for (Stage stage : needed) {
            firstSteps.put(stage.number(), total + 1);
            total += 1 + stage.steps().size();
        }
        int all = total;
        StepTurns turns = new StepTurns(session.options().parallel());
        StageResults[] results = new StageResults[1];
        try (StageSchedule schedule = new StageSchedule(stage ->
                new StageBuild(session, graph, results[0], turns)
                        .build(stage, firstSteps.getOrDefault(stage.number(), all), all))) {
            results[0] = schedule;
            return schedule.build(needed);
        }
    }

    private static BuildState labelled(BuildState state, ImageSpec spec) {
        Map<String, String> labels = spec.options().labels();
        return labels.isEmpty() ? state : state.withExecution(Executions.withLabels(state.execution(), labels));
    }

    private static List<Reference> names(ImageSpec spec) {
        List<Reference> names = new ArrayList<>();
        for (String name : spec.names()) {
            try {
                names.add(Reference.parse(name).withDefaultTag());
            } catch (IllegalArgumentException e) {
                throw new SpecException("invalid image", name, List.of("name: " + e.getMessage()));
            }
        }
        return names;
    }

    private static void warnOfUnused(ImageSpec spec, EventSink events) {
        Set<String> unused = new TreeSet<>(spec.options().arguments().keySet());
        unused.removeAll(GlobalArguments.PROXIES);
        unused.remove("SOURCE_DATE_EPOCH");
        for (BuildStep step : spec.steps()) {
            if (step instanceof BuildStep.Arg arg) {
                unused.removeAll(arg.values().keySet());
            }
        }
        if (!unused.isEmpty()) {
            events.accept(new Event.Warning("no step uses the build argument " + String.join(", ", unused)));
        }
    }

    private Built finish(BuildSession session, BuildState state, List<Reference> names) throws IOException {
        CacheKey key = imageKey(state);
        // Two builds of one thing that end at once would else give it two times, and so be two images.
        try (ObjectLock lock = ObjectLock.passing(calls, paths.lock("step-" + key.hex()))) {
            return finish(session, state, names, key);
        }
    }

    private Built finish(BuildSession session, BuildState state, List<Reference> names, CacheKey key) throws IOException {
        Optional<BuildCache.Made> known = session.cache.find(key);
        Instant created = session.timestamp().or(() -> known.map(BuildCache.Made::created)).orElseGet(session::now);
        boolean fromCache = state.cached() && known.isPresent();
        boolean ofAnother = known.filter(made -> session.isOfThisTime(made.created())).isPresent();
        if (!fromCache && !ofAnother) {
            created = session.now();
            session.cache.put(key, new BuildCache.Made(Optional.empty(), created));
        }
        return new Built(add(state, created, names), fromCache);
    }

    /** All that makes the image but the time of its making, which is then that of the first time. */
    private static CacheKey imageKey(BuildState state) {
        return CacheKey.of("image").add(config(state, Instant.EPOCH)).build();
    }

    private static byte[] config(BuildState state, Instant created) {
        return state.baseBytes().isPresent()
                ? state.config(created).writeOver(state.baseBytes().get())
                : state.config(created).write();
    }

    private StoredImage add(BuildState state, Instant created, List<Reference> names) throws IOException {
        return store.add(NewImage.of(config(state, created), state.layers()), names);
    }
}
