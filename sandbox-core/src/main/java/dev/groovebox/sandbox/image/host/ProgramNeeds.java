package dev.groovebox.sandbox.image.host;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Adds to a tree what its files need to start: the libraries of programs, the interpreters of scripts. */
final class ProgramNeeds {
    private final HostTree tree;
    private final HostFiles files;
    private final SearchPath searchPath;
    private final LibraryClosure closure;
    private final Set<String> done = new HashSet<>();
    private final SortedSet<String> libraries = new TreeSet<>();
    private final SortedSet<String> missing = new TreeSet<>();

    ProgramNeeds(HostTree tree, HostFiles files, SearchPath searchPath, LibraryClosure closure) {
        this.tree = tree;
        this.files = files;
        this.searchPath = searchPath;
        this.closure = closure;
    }

    /** The paths of the loader and of all libraries that were added, as the loader will say them. */
    SortedSet<String> libraries() {
        return libraries;
    }

    /** Libraries and interpreters that aren't on this machine, and for which file. */
    SortedSet<String> missing() {
        return missing;
    }

    /**
     * @param program whether the file is to start by itself, so that all it needs must be here; a plug-in may find a
     *     library that its program has loaded, or was installed without what it would need
     * @return how the file starts if it is a script
     */
    Optional<Shebang> add(HostNode file, boolean program) throws IOException {
        byte[] head = head(file);
        Optional<Shebang> script = file.isExecutable() ? Shebang.of(head) : Optional.empty();
        if (!done.add(file.path())) {
            return script;
        }
        if (script.isPresent()) {
            addInterpreter(script.get(), file, program);
        } else if (new String(head, StandardCharsets.ISO_8859_1).startsWith("\u007fELF")) {
            addLibraries(file, program);
        }
        return script;
    }

    private void addInterpreter(Shebang script, HostNode file, boolean program) throws IOException {
        List<Optional<String>> wanted = new ArrayList<>();
        wanted.add(Optional.of(script.interpreter()));
        script.commandOfEnv().ifPresent(command -> wanted.add(searchPath.find(command, files)));
        for (Optional<String> path : wanted) {
            Optional<HostNode> interpreter = path.flatMap(tree::add).filter(HostNode::isExecutable);
            if (interpreter.isPresent()) {
                add(interpreter.get(), program);
            } else if (program) {
                missing.add((script.interpreter() + " " + script.argument()).strip() + " (for /" + file.path() + ")");
            }
        }
    }

    private void addLibraries(HostNode file, boolean program) throws IOException {
        Optional<ElfFile> elf = program ? Optional.of(runnable(file)) : readOrNone(file);
        if (elf.isEmpty()) {
            return;
        }
        LibraryClosure.Found found = closure.of(file, elf.get());
        for (String path : found.paths()) {
            if (libraries.add(path) && tree.add(path).isEmpty()) {
                missing.add(path + " (for /" + file.path() + ")");
            }
        }
        if (program) {
            found.missing().forEach(name -> missing.add(name + " (for /" + file.path() + ")"));
        }
    }

    private ElfFile runnable(HostNode file) throws IOException {
        return closure.read(file).orElseThrow(() -> new EngineException(
                FailureKind.INVALID,
                "cannot take from this machine",
                "/" + file.path(),
                "it is a program for another kind of machine",
                "name one for x86_64 or aarch64"));
    }

    /** Packages carry damaged ELF files too, as test data or debugging symbols; they are copied as they are. */
    private Optional<ElfFile> readOrNone(HostNode file) throws IOException {
        try {
            return closure.read(file);
        } catch (DamagedElfException e) {
            return Optional.empty();
        }
    }

    private byte[] head(HostNode file) throws IOException {
        try (InputStream in = Files.newInputStream(files.real(file.path()))) {
            return in.readNBytes(Shebang.MOST_BYTES);
        }
    }
}
