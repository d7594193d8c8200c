package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.DockerfileContent;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.spec.ContextSpec;
import dev.groovebox.sandbox.spec.DockerfileSource;
import dev.groovebox.sandbox.spec.ImageSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Builds a folder by its Dockerfile, as {@code groovebox build} does. */
final class FolderBuild {
    private final ScriptContext context;

    FolderBuild(ScriptContext context) {
        this.context = context;
    }

    ImageSummary build(String folder, Map<String, ?> settings) {
        BuildSettings how = new BuildSettings(Problems.FAIL, context, "build", settings, "tag", "file", "dockerfile");
        Path path = context.resolve(folder);
        DockerfileContent content =
                context.perform(new ImageOperation.ReadDockerfile(source(how.named()), Optional.of(path)));
        return how.build(new ImageSpec(
                how.named().texts("tag"),
                content.instructions(),
                Optional.of(new ContextSpec(path, content.ignored())),
                how.contexts(),
                how.options(false),
                Optional.of(content.file())));
    }

    /** {@code file:} names one; {@code dockerfile:} is the text itself. */
    private DockerfileSource source(NamedValues named) {
        return named.text("file")
                .<DockerfileSource>map(file -> new DockerfileSource.OfFile(context.resolve(file)))
                .or(() -> named.text("dockerfile").map(text -> new DockerfileSource.Text("dockerfile:", text)))
                .orElse(new DockerfileSource.Default());
    }
}
