package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.RegistryOperation.CopyRemote;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.RegistryOptions;
import dev.groovebox.shell.session.Session;

final class CopyCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("copy", "[OPTIONS] SOURCE TARGET", "Copy an image between registries, with all its platforms, or from and to TRANSPORT:PATH")
                .value("--platform", "OS/ARCH[/VARIANT]", "This platform's image alone")
                .flag("-q --quiet", "Print the digest alone");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() != 2) {
            throw new UsageException("expects the image to copy, and its name in the other registry or TRANSPORT:PATH");
        }
        boolean quiet = arguments.flag("-q");
        CopyRemote copy = new CopyRemote(
                arguments.words().get(0), arguments.words().get(1), RegistryOptions.platform(arguments));
        PushedImage image = session.perform(copy, quiet);
        session.console().print(quiet ? image.digest() : image.name() + ": digest: " + image.digest());
        return 0;
    }
}
