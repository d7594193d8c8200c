package dev.groovebox.shell.command;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.image.archive.ImageTransport;
import dev.groovebox.sandbox.operation.PulledImage;
import dev.groovebox.sandbox.operation.RegistryOperation.Pull;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.RegistryOptions;
import dev.groovebox.shell.session.Session;

final class PullCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("pull", "[OPTIONS] NAME[:TAG|@DIGEST]|TRANSPORT:PATH", "Bring an image from a registry")
                .flag("-a --all-tags", "Every tag of the repository")
                .value("--platform", "OS/ARCH[/VARIANT]", "Instead of this machine's")
                .flag("-q --quiet", "Print the image's name alone")
                .hiddenFlag("--disable-content-trust");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        String name = RegistryOptions.oneWord(arguments, "the name of one image");
        boolean quiet = arguments.flag("-q");
        Pull pull = new Pull(name, RegistryOptions.platform(arguments), arguments.flag("-a"));
        for (PulledImage image : session.perform(pull, quiet)) {
            tell(session.console(), image, quiet, pull.allTags());
        }
        if (pull.allTags()) {
            session.console().print(Reference.parse(name).full());
        }
        return 0;
    }

    /** As docker does, so that scripts that read it go on: of all tags the repository's name comes last, and once. */
    private static void tell(Console console, PulledImage image, boolean quiet, boolean ofMany) {
        if (ImageTransport.of(image.name()).isPresent()) {
            console.print(quiet ? image.id() : "Loaded image ID: " + image.id());
            return;
        }
        if (!quiet) {
            console.print("Digest: " + image.digest());
            console.print("Status: " + (image.fresh() ? "Downloaded newer image for " : "Image is up to date for ") + image.name());
        }
        if (!ofMany) {
            console.print(Reference.parse(image.name()).full());
        }
    }
}
