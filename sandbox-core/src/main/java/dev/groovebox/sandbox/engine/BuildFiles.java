package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.build.dockerfile.Dockerfile;
import dev.groovebox.sandbox.build.dockerfile.DockerfileFiles;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.operation.DockerfileContent;
import dev.groovebox.sandbox.operation.ImageOperation.ReadDockerfile;
import dev.groovebox.sandbox.operation.ImageOperation.ReadIgnored;
import java.io.IOException;
import java.util.List;

/** Reads what a build's files say, for the faces that make its specification. */
final class BuildFiles {
    private final DockerfileFiles files;

    BuildFiles(FileCalls calls) {
        this.files = new DockerfileFiles(calls);
    }

    DockerfileContent read(ReadDockerfile asked, EventSink events) throws IOException {
        Dockerfile dockerfile = files.read(asked.source(), asked.context());
        dockerfile.warnings().forEach(warning -> events.accept(new Event.Warning(warning.headline())));
        List<String> ignored = asked.context().isEmpty() ? List.of() : files.ignored(asked.source(), asked.context().get());
        return new DockerfileContent(dockerfile.file(), dockerfile.instructions(), ignored);
    }

    List<String> ignored(ReadIgnored asked) throws IOException {
        return files.ignored(asked.context());
    }
}
