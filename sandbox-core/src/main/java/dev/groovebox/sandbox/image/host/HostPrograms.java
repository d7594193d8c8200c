package dev.groovebox.sandbox.image.host;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.tree.TreeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the machine we run on. It changes nothing there and starts nothing.
 *
 * <p>The result depends on the programs' files alone: everything belongs to root, files of packages keep the time their
 * package gave them, all else has the epoch's.
 */
public final class HostPrograms implements HostBase {
    /** What {@code host/base} is made of, as far as it is here. */
    public static final List<String> BASE =
            List.of("bash", "coreutils", "findutils", "grep", "gzip", "sed", "tar");

    private final Path root;
    private final SearchPath searchPath;

    /** @param path folders in which commands are looked for, as in $PATH; the standard ones follow them */
    public HostPrograms(String path) {
        this(Path.of("/"), path);
    }

    /** @param root a folder to be taken for the machine's root */
    HostPrograms(Path root, String path) {
        this.root = root;
        this.searchPath = SearchPath.of(path);
    }

    /** With the PATH of this process. */
    public static HostPrograms ofThisMachine() {
        return new HostPrograms(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    @Override
    public TreeSource collect(List<String> programs, boolean certificates) {
        ProgramNames.check(programs);
        HostCollection collection = collection();
        List<String> missing = programs.stream().filter(name -> !collection.isHere(name)).distinct().toList();
        if (!missing.isEmpty()) {
            throw notHere(missing);
        }
        try {
            collection.addShell();
            for (String program : programs) {
                collection.addNamed(program);
            }
            return collection.finish(certificates);
        } catch (IOException e) {
            throw unreadable(programs, e);
        }
    }

    @Override
    public List<String> readyMade() {
        return BASE.stream().filter(collection()::isHere).toList();
    }

    HostCollection collection() {
        return new HostCollection(new HostFiles(root), searchPath);
    }

    private static EngineException notHere(List<String> missing) {
        return new EngineException(
                FailureKind.NOT_FOUND,
                "cannot take from this machine",
                String.join("', '", missing),
                "neither a command on PATH nor an installed package",
                "install what is missing, or name what is here");
    }

    private static EngineException unreadable(List<String> programs, IOException cause) {
        return new EngineException(
                new Failure(
                        FailureKind.ENGINE,
                        "cannot take from this machine",
                        String.join("', '", programs),
                        Failure.reasonOf(cause),
                        "see that the file is whole and may be read"),
                cause);
    }
}
