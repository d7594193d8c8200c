package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.cache.CacheKey;
import dev.groovebox.sandbox.build.cache.StepKey;
import dev.groovebox.sandbox.build.copy.ContentSum;
import dev.groovebox.sandbox.build.copy.CopyPlan;
import dev.groovebox.sandbox.build.copy.CopyRequest;
import dev.groovebox.sandbox.build.copy.FileOwner;
import dev.groovebox.sandbox.build.copy.ImagePaths;
import dev.groovebox.sandbox.build.copy.SourceTree;
import dev.groovebox.sandbox.build.copy.UpperFolder;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.image.user.UserDatabase;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.spec.BuildStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** COPY, ADD and the folder of WORKDIR. */
final class CopySteps {
    private final BuildSession session;
    private final LayerSteps layers;
    private final BuildSources sources;
    private final Downloads downloads;

    CopySteps(BuildSession session, LayerSteps layers, BuildSources sources) {
        this.session = session;
        this.layers = layers;
        this.sources = sources;
        this.downloads = new Downloads(session);
    }

    BuildState copy(StepScope scope, BuildState state, BuildStep.Copy copy) throws IOException, InterruptedException {
        boolean needsTree = !copy.sources().isEmpty();
        Optional<SourceTree> tree = needsTree ? Optional.of(sources.open(scope, copy.from())) : Optional.empty();
        try {
            return copy(scope, state, CopyRequest.of(copy, sources.keepsOwners(copy.from())), tree, copy.words());
        } finally {
            close(tree);
        }
    }

    /** What a stage begins with whose FROM means a folder of this machine. */
    BuildState contextAsBase(StepScope scope, BuildState nothing, String name) throws IOException, InterruptedException {
        try (SourceTree tree = sources.open(scope, name)) {
            CopyRequest all = CopyRequest.of(new BuildStep.Copy(List.of("."), "/"), false);
            return copy(scope, nothing, all, Optional.of(tree), scope.instruction().step().words());
        }
    }

    BuildState add(StepScope scope, BuildState state, BuildStep.Add add) throws IOException, InterruptedException {
        List<String> local = add.sources().stream().filter(source -> !Downloads.isAddress(source)).toList();
        Optional<SourceTree> tree = local.isEmpty() ? Optional.empty() : Optional.of(sources.open(scope, ""));
        try {
            CopyRequest request = CopyRequest.of(add, local, downloads.fetch(add));
            return copy(scope, state, request, tree, add.words());
        } finally {
            close(tree);
        }
    }

    private static void close(Optional<SourceTree> tree) throws IOException {
        if (tree.isPresent()) {
            tree.get().close();
        }
    }

    private BuildState copy(StepScope scope, BuildState state, CopyRequest request, Optional<SourceTree> tree, String words)
            throws IOException, InterruptedException {
        List<Path> below = request.options().link() ? List.of() : session.folders(state);
        try (LayeredFiles image = session.files(state)) {
            CopyPlan plan = CopyPlan.of(
                    request, tree, session.calls, image, state.execution().workingFolder(), digestsOf(request, tree));
            Optional<ContentSum> sum = plan.knownSum();
            if (sum.isPresent()) {
                return layers.make(scope, state, key(state, request, plan, sum.get()), words,
                        upper -> key(state, request, plan, copyInto(plan, upper, below)));
            }
            // Something has to be read: it is copied at the same time, and thrown away in the rare case that it was had before.
            Path upper = layers.newUpper();
            StepKey key = key(state, request, plan, copyInto(plan, upper, below));
            Optional<BuildState> known = layers.fromCache(scope, state, key, words);
            return known.isPresent() ? known.get() : layers.keep(state, key, words, upper);
        }
    }

    private ContentSum copyInto(CopyPlan plan, Path upper, List<Path> below) throws IOException {
        try (UpperFolder written = UpperFolder.open(session.calls, upper, below)) {
            return plan.copyInto(written);
        }
    }

    private Path digestsOf(CopyRequest request, Optional<SourceTree> tree) {
        String identity = tree.map(SourceTree::identity).orElse("none");
        return session.paths.contentDigests(CacheKey.of("contents").add(identity).addAll(request.sources()).build().hex());
    }

    private StepKey key(BuildState state, CopyRequest request, CopyPlan plan, ContentSum sum) {
        StepKey.Builder key = StepKey.of("copy");
        if (!request.options().link()) {
            key.part("what lies below", state.chainId());
        }
        key.part("the target", plan.manner());
        session.timestamp().ifPresent(time -> key.part("the timestamp", time.toString()));
        sum.files().forEach((file, what) -> key.part("/" + file, what));
        return key.build();
    }

    BuildState makeFolder(StepScope scope, BuildState state, String folder, String words)
            throws IOException, InterruptedException {
        FileOwner owner = userOf(state);
        StepKey.Builder key = StepKey.of("folder").part("what lies below", state.chainId()).part("the folder", folder)
                .part("the owner", owner.uid() + ":" + owner.gid());
        session.timestamp().ifPresent(time -> key.part("the timestamp", time.toString()));
        StepKey wanted = key.build();
        return layers.make(scope, state, wanted, words, upper -> {
            try (UpperFolder written = UpperFolder.open(session.calls, upper, session.folders(state))) {
                written.folder(BytePath.of(folder), owner).close();
            }
            return wanted;
        });
    }

    /** Whom USER names; root, as with BuildKit, while the image doesn't know the name. */
    private FileOwner userOf(BuildState state) throws IOException {
        String user = state.execution().user();
        if (user.isEmpty()) {
            return FileOwner.ROOT;
        }
        try (LayeredFiles files = session.files(state)) {
            return FileOwner.of(user, UserDatabase.read(files));
        } catch (EngineException e) {
            if (e.failure().kind() == FailureKind.NOT_FOUND) {
                return FileOwner.ROOT;
            }
            throw e;
        }
    }

    boolean isFolder(BuildState state, String path) throws IOException {
        try (LayeredFiles files = session.files(state)) {
            return files.place(BytePath.of(path)).isFolder();
        }
    }

    static String absolute(String path, BuildState state) {
        return ImagePaths.absolute(path, state.execution().workingFolder());
    }
}
