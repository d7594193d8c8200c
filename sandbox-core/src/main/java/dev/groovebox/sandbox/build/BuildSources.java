package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.copy.SourceTree;
import dev.groovebox.sandbox.build.dockerfile.DockerfileFiles;
import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.StoredImage;
import dev.groovebox.sandbox.spec.ContextSpec;
import dev.groovebox.sandbox.spec.NamedContext;
import java.io.IOException;
import java.nio.file.Files;
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
        Optional<NamedContext> named = session.spec.namedContext(from);
        if (named.isPresent() && named.get() instanceof NamedContext.Folder folder) {
            Path path = existing(from, folder);
            return SourceTree.ofContext(session.calls, path, IgnorePatterns.of(new DockerfileFiles(session.calls).ignored(path)));
        }
        Origin origin = origin(scope, from);
        return SourceTree.ofImage(session.calls, from, origin.folders());
    }

    private static Path existing(String name, NamedContext.Folder folder) {
        if (!Files.isDirectory(folder.path())) {
            throw new EngineException(FailureKind.NOT_FOUND, "cannot read build context", name,
                    "there is no folder " + folder.path(), "");
        }
        return folder.path();
    }

    /** Whether files keep the owners that they have there: those of this machine's folders mean nothing in an image. */
    boolean keepsOwners(String from) {
        boolean folder = session.spec.namedContext(from).filter(NamedContext.Folder.class::isInstance).isPresent();
        return !from.isEmpty() && !folder;
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
        Optional<NamedContext> named = session.spec.namedContext(from);
        if (named.isPresent() && named.get() instanceof NamedContext.Folder folder) {
            return new Origin(from, List.of(existing(from, folder)), Optional.empty());
        }
        String reference = named.map(context -> ((NamedContext.Image) context).reference()).orElse(from);
        StoredImage image = session.images.find(reference, graph.arguments().platform(scope.stage()));
        return new Origin(from, session.store.layerFolders(image), Optional.of(image.config().diffIds().toString()));
    }
}
