package dev.groovebox.shell.command;

import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.operation.RegistryOperation.Login;
import dev.groovebox.sandbox.operation.Secret;
import dev.groovebox.shell.console.Prompt;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;

final class LoginCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("login", "[OPTIONS] [REGISTRY]", "Log in to a registry; docker.io unless another is named")
                .value("-u --username", "NAME", "The user's name")
                .value("-p --password", "TEXT", "The password; seen by others in the list of processes")
                .flag("--password-stdin", "Read the password from the standard input");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() > 1) {
            throw new UsageException("expects one registry at most");
        }
        String registry = arguments.words().isEmpty() ? Reference.DEFAULT_REGISTRY : arguments.words().get(0);
        Prompt prompt = new Prompt(session.console());
        String user = user(arguments, prompt);
        String password = password(arguments, prompt, session);
        String file = session.perform(new Login(registry, user, new Secret(password)));
        session.console().err().println("Credentials are kept in " + file);
        session.console().print("Login Succeeded");
        return 0;
    }

    private static String user(Arguments arguments, Prompt prompt) {
        if (arguments.value("-u").isPresent()) {
            return arguments.value("-u").get();
        }
        if (arguments.flag("--password-stdin") || !prompt.isPossible()) {
            throw new UsageException("needs --username where nobody can be asked for it");
        }
        return prompt.ask("Username: ");
    }

    private static String password(Arguments arguments, Prompt prompt, Session session) {
        boolean fromInput = arguments.flag("--password-stdin");
        if (arguments.value("-p").isPresent()) {
            if (fromInput) {
                throw new UsageException("takes --password or --password-stdin, not both");
            }
            session.console().complain("warning: --password can be seen by others; --password-stdin can't");
            return arguments.value("-p").get();
        }
        String password = fromInput ? prompt.secretFromInput() : prompt.askSecret("Password: ");
        if (password.isEmpty()) {
            throw new UsageException("needs a password; there was none");
        }
        return password;
    }
}
