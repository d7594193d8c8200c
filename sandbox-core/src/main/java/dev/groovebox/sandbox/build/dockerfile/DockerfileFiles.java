package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.build.pattern.IgnoreFile;
import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.build.pattern.PatternException;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.spec.DockerfileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds and reads the files that say how to build a context: its Dockerfile, and what of it is ignored. */
public final class DockerfileFiles {
    private static final String DEFAULT = "Dockerfile";
    private static final String IGNORE = ".dockerignore";

    private final ContextFile files;

    public DockerfileFiles(FileCalls calls) {
        this.files = new ContextFile(calls);
    }

    /**
     * A Dockerfile's text.
     *
     * @param name what errors call it
     */
    private record Found(String name, String text) {}

    /** @param context where the file is looked for if nothing says where it is */
    public Dockerfile read(DockerfileSource source, Optional<Path> context) throws IOException {
        Found found = find(source, context);
        return DockerfileReader.read(found.name(), found.text());
    }

    private Found find(DockerfileSource source, Optional<Path> context) throws IOException {
        if (source instanceof DockerfileSource.Text text) {
            return new Found(text.name(), text.text());
        }
        if (source instanceof DockerfileSource.OfFile named) {
            return read(named.file(), context)
                    .map(text -> new Found(shown(named.file(), context), text))
                    .orElseThrow(() -> missing(named.file(), ""));
        }
        Path folder = context.orElseThrow(() -> missing(Path.of(DEFAULT), "name the file with -f"));
        for (String name : List.of(DEFAULT, "dockerfile")) {
            Optional<String> text = files.within(folder, name);
            if (text.isPresent()) {
                return new Found(name, text.get());
            }
        }
        throw missing(folder.resolve(DEFAULT), "name another file with -f");
    }

    private Optional<String> read(Path file, Optional<Path> context) throws IOException {
        Optional<String> inside = inside(file, context);
        return inside.isPresent() ? files.within(context.get(), inside.get()) : files.anywhere(file);
    }

    /** The file's name in the context, if it is there. */
    private static Optional<String> inside(Path file, Optional<Path> context) {
        return context.filter(file::startsWith).map(folder -> folder.relativize(file).toString());
    }

    private static String shown(Path file, Optional<Path> context) {
        return inside(file, context).orElse(file.toString());
    }

    private static EngineException missing(Path file, String remedy) {
        return new EngineException(FailureKind.NOT_FOUND, "cannot read Dockerfile", file.toString(), "no such file", remedy);
    }

    /**
     * What of a context is ignored: the patterns of the file that stands beside the Dockerfile and is called like it, with
     * ".dockerignore" behind, or else of the context's own.
     */
    public List<String> ignored(DockerfileSource source, Path context) throws IOException {
        if (source instanceof DockerfileSource.OfFile named) {
            Path beside = named.file().resolveSibling(named.file().getFileName() + IGNORE);
            Optional<String> text = read(beside, Optional.of(context));
            if (text.isPresent()) {
                return patterns(beside, text.get());
            }
        } else if (source instanceof DockerfileSource.Default) {
            Optional<String> text = files.within(context, DEFAULT + IGNORE);
            if (text.isPresent()) {
                return patterns(context.resolve(DEFAULT + IGNORE), text.get());
            }
        }
        return ignored(context);
    }

    /** The patterns of the context's own .dockerignore; none when there is no such file or folder. */
    public List<String> ignored(Path context) throws IOException {
        Optional<String> text = files.within(context, IGNORE);
        return text.isEmpty() ? List.of() : patterns(context.resolve(IGNORE), text.get());
    }

    private static List<String> patterns(Path file, String text) {
        List<String> patterns = IgnoreFile.patterns(text);
        try {
            IgnorePatterns.of(patterns);
        } catch (PatternException e) {
            throw new EngineException(FailureKind.INVALID, "cannot read", file.toString(), e.getMessage(), "");
        }
        return patterns;
    }
}
