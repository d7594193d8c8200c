package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ArchiveOperation.ExportContainer;
import dev.groovebox.sandbox.operation.ArchiveOperation.ExportImage;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.Packing;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.ArchiveOptions;
import dev.groovebox.shell.session.Session;

final class ExportCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("export", "[OPTIONS] CONTAINER|IMAGE", "Write a container's root filesystem as a tar")
                .value("--compress", "KIND", ArchiveOptions.PACKING_TEXT)
                .flag("--image", "Of an image, as a new container would have it")
                .value("-o --output", "FILE", "Write there, not to standard output");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() != 1) {
            throw new UsageException("needs the name or id of one container, or of one image with --image");
        }
        String name = arguments.words().get(0);
        Packing packing = ArchiveOptions.packing(arguments);
        ArchiveOutput output = ArchiveOptions.output(arguments, session.console());
        session.perform(arguments.flag("--image")
                ? new ExportImage(name, packing, output)
                : new ExportContainer(name, packing, output));
        return 0;
    }
}
