package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.DockerfileContent;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.UnpackedContext;
import dev.groovebox.sandbox.spec.ContextSpec;
import dev.groovebox.sandbox.spec.DockerfileSource;
import dev.groovebox.sandbox.spec.GitAddress;
import dev.groovebox.sandbox.spec.ImageSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Builds a folder by its Dockerfile, as {@code groovebox build} does. */
final class FolderBuild {
    private final ScriptContext context;

    FolderBuild(ScriptContext context) {
        this.context = context;
    }

    /** @param place a folder, or a git repository as docker writes it */
    ImageSummary build(String place, Map<String, ?> settings) {
        BuildSettings how = new BuildSettings(Problems.FAIL, context, "build", settings, "tag", "file", "dockerfile");
        Optional<GitAddress> repository = GitAddress.of(place);
        if (repository.isEmpty()) {
            return build(how, context.resolve(place), context::resolve);
        }
        try (UnpackedContext fetched = context.perform(new ImageOperation.FetchContext(repository.get()))) {
            return build(how, fetched.folder(), file -> inside(how, fetched.folder(), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path inside(BuildSettings how, Path folder, String file) {
        Path path = folder.resolve(file).normalize();
        if (!path.startsWith(folder)) {
            how.named().wrong("file", "a file of the repository");
        }
        return path;
    }

    /** @param file what the name of a Dockerfile means */
    private ImageSummary build(BuildSettings how, Path path, Function<String, Path> file) {
        DockerfileContent content =
                context.perform(new ImageOperation.ReadDockerfile(source(how.named(), file), Optional.of(path)));
        return how.build(new ImageSpec(
                how.named().texts("tag"),
                content.instructions(),
                Optional.of(new ContextSpec(path, content.ignored())),
                how.contexts(),
                how.options(false),
                Optional.of(content.file())));
    }

    /** {@code file:} names one; {@code dockerfile:} is the text itself. */
    private static DockerfileSource source(NamedValues named, Function<String, Path> resolved) {
        return named.text("file")
                .<DockerfileSource>map(file -> new DockerfileSource.OfFile(resolved.apply(file)))
                .or(() -> named.text("dockerfile").map(text -> new DockerfileSource.Text("dockerfile:", text)))
                .orElse(new DockerfileSource.Default());
    }
}
