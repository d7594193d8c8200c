package dev.groovebox.sandbox.operation;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.spec.DockerfileSource;
import dev.groovebox.sandbox.spec.CommitSpec;
import dev.groovebox.sandbox.spec.GitAddress;
import dev.groovebox.sandbox.spec.ImageSpec;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the engine does to images. */
public sealed interface ImageOperation<R> extends Operation<R> {
    /**
     * Builds an image, or finds it in the cache.
     *
     * @param failureShell where a shell in the sandbox of a step that failed goes; absent: none is opened
     */
    record BuildImage(ImageSpec spec, Optional<Stdio> failureShell) implements ImageOperation<ImageSummary> {
        public BuildImage(ImageSpec spec) {
            this(spec, Optional.empty());
        }
    }

    /**
     * Reads a Dockerfile, and what it says is ignored of its context.
     *
     * @param context absolute; absent: the build has none
     */
    record ReadDockerfile(DockerfileSource source, Optional<Path> context) implements ImageOperation<DockerfileContent> {}

    /** Reads what is ignored of a context that is built without a Dockerfile. */
    record ReadIgnored(Path context) implements ImageOperation<List<String>> {}

    /** Unpacks a build's context that comes as an archive, compressed or not. Whoever asks closes what it answers. */
    record UnpackContext(InputStream archive) implements ImageOperation<UnpackedContext> {}

    /** The same for one of a git repository. */
    record FetchContext(GitAddress address) implements ImageOperation<UnpackedContext> {}

    record ListImages() implements ImageOperation<List<ImageSummary>> {}

    /** Answers what was untagged and deleted, as lines like docker's ("Untagged: x", "Deleted: sha256:..."). */
    record RemoveImage(String image, boolean force) implements ImageOperation<List<String>> {}

    /** Makes an image of a container's files and of how it runs. */
    record CommitContainer(CommitSpec spec) implements ImageOperation<ImageSummary> {}

    /** @param platform absent for this machine's, or whatever is here */
    record InspectImage(String image, Optional<Platform> platform) implements ImageOperation<ImageDetails> {
        public InspectImage(String image) {
            this(image, Optional.empty());
        }
    }

    /** Newest step first. */
    record ShowHistory(String image) implements ImageOperation<List<HistoryLine>> {}

    /** @param name which another image loses if it has it */
    record TagImage(String image, String name) implements ImageOperation<ImageSummary> {}

    /** @param dryRun tells what would go, and leaves it */
    record PruneImages(PruneRules rules, boolean dryRun) implements ImageOperation<PruneReport> {}
}
