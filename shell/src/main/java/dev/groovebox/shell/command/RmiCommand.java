package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ImageOperation.RemoveImage;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class RmiCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("rmi", "[OPTIONS] IMAGE [IMAGE...]", "Remove images")
                .flag("-f --force", "Also when the image has several names or a stopped container");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        boolean force = arguments.flag("-f");
        return session.forEach(arguments.atLeastOneWord("IMAGE"),
                image -> session.console().print(session.perform(new RemoveImage(image, force))));
    }
}
