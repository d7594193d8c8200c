package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.copy.SourceTree;
import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.spec.ContextSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code --from} means: a stage, a named context, an image, or the context itself. */
final class BuildSources {
    private final BuildSession session;
    private final StageGraph graph;
    private final StageResults results;

    BuildSources(BuildSession session, StageGraph graph, StageResults results) {
        this.session = session;
        this.graph = graph;
        this.results = results;
    }

    /** @param identity tells the files from others; equal ones are equal files, but for a folder of this machine */
    record Origin(String name, List<Path> folders, Optional<String> identity) {}

    /** @param from empty: the context */
    SourceTree open(StepScope scope, String from) throws IOException, InterruptedException {
        if (from.isEmpty()) {
            ContextSpec context = context(scope);
            return SourceTree.ofContext(session.calls, context.folder(), IgnorePatterns.of(context.ignored()));
        }
        Path named = session.spec.contexts().get(from);
        if (named != null && graph.source(scope.stage(), from).isEmpty()) {
            return SourceTree.ofContext(session.calls, named, IgnorePatterns.NONE);
        }
        Origin origin = origin(scope, from);
        return SourceTree.ofImage(session.calls, from, origin.folders());
    }

    ContextSpec context(StepScope scope) {
        return session.spec.context().orElseThrow(() -> new EngineException(FailureKind.INVALID, "cannot do",
                scope.instruction().step().words(), "the build has no context folder to copy from", ""));
    }

    /** The files of a stage, an image or a named context. */
    Origin origin(StepScope scope, String from) throws IOException, InterruptedException {
        Optional<Stage> stage = graph.source(scope.stage(), from);
        if (stage.isPresent()) {
            BuildState state = results.of(stage.get());
            return new Origin(from, session.folders(state), Optional.of(state.chainId()));
        }
        Path named = session.spec.contexts().get(from);
        if (named != null) {
            return new Origin(from, List.of(named), Optional.empty());
        }
        StoredImage image = session.images.find(from, graph.arguments().platform(scope.stage()));
        return new Origin(from, session.store.layerFolders(image), Optional.of(image.config().diffIds().toString()));
    }
}
