package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.RegistryOperation.DeleteRemote;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;

final class ManifestRmCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("manifest rm", "NAME:TAG|NAME@DIGEST...", "Delete tags or manifests from a registry");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        return session.forEach(arguments.atLeastOneWord("NAME"),
                name -> session.console().print("Deleted: " + session.perform(new DeleteRemote(name))));
    }
}
