package dev.groovebox.shell;

import dev.groovebox.sandbox.engine.Engine;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.shell.command.CommandRunner;
import dev.groovebox.shell.command.Commands;
import dev.groovebox.shell.grammar.Help;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.session.Engines;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The program: reads the options before the verb, opens a session, and runs the verb's command in it. */
public final class Main {
    private final Console console;
    private final Map<String, String> environment;
    private final Function<EnginePaths, Engine> opener;

    public Main(Console console, Map<String, String> environment, Function<EnginePaths, Engine> opener) {
        this.console = console;
        this.environment = environment;
        this.opener = opener;
    }

    /** The program with the real engine. */
    static Main on(Console console, Map<String, String> environment) {
        return new Main(console, environment, Engines::open);
    }

    public static void main(String[] arguments) {
        int code = on(Console.ofProcess(), System.getenv()).run(List.of(arguments));
        // Not a return: threads that a script has left must not keep the process.
        System.exit(code);
    }

    /** Answers the process's exit code. */
    public int run(List<String> arguments) {
        Invocation invocation;
        try {
            invocation = Invocation.of(arguments);
        } catch (Help help) {
            console.out().print(Commands.overview());
            return 0;
        } catch (UsageException e) {
            console.complain(e.getMessage());
            return 1;
        }
        EnginePaths paths = Engines.paths(invocation.root(), environment);
        try (Session session = new Session(console, paths, invocation.debug(), opener)) {
            return new CommandRunner(session).run(invocation.verb(), invocation.arguments());
        }
    }
}
