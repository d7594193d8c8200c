package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ArchiveInput;
import dev.groovebox.sandbox.operation.ArchiveOperation.LoadImages;
import dev.groovebox.sandbox.operation.LoadedImage;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.ArchiveOptions;
import dev.groovebox.shell.session.Session;
import java.nio.file.Path;

final class LoadCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("load", "[OPTIONS]", "Take images from an archive: docker-archive or oci-archive")
                .value("-i --input", "FILE", "Read from there, not from standard input; may be compressed")
                .value("--max-layer-size", "SIZE", ArchiveOptions.MOST_LAYER_TEXT)
                .flag("-q --quiet", "No progress");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        ArchiveInput input = arguments.value("-i").filter(file -> !file.equals("-"))
                .map(file -> ArchiveInput.of(Path.of(file)))
                .orElseGet(() -> standardInput(session));
        LoadImages load = new LoadImages(input, ArchiveOptions.mostLayerBytes(arguments));
        for (LoadedImage loaded : session.perform(load, arguments.flag("-q"))) {
            tell(loaded, session);
        }
        return 0;
    }

    /** Docker's words, which scripts read. */
    private static void tell(LoadedImage loaded, Session session) {
        if (loaded.names().isEmpty()) {
            session.console().print("Loaded image ID: " + loaded.image().id());
        }
        loaded.names().forEach(name -> session.console().print("Loaded image: " + name));
    }

    private static ArchiveInput standardInput(Session session) {
        if (session.console().inIsTerminal()) {
            throw new UsageException("standard input is a terminal: name an archive with --input, or use <");
        }
        return ArchiveInput.ofStandardInput(session.console().in());
    }
}
