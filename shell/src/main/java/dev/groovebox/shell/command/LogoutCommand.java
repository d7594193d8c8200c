package dev.groovebox.shell.command;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.operation.RegistryOperation.Logout;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;

final class LogoutCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("logout", "[REGISTRY]", "Forget the credentials for a registry");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() > 1) {
            throw new UsageException("expects one registry at most");
        }
        String registry = arguments.words().isEmpty() ? Reference.DEFAULT_REGISTRY : arguments.words().get(0);
        session.console().print(session.perform(new Logout(registry)));
        return 0;
    }
}
