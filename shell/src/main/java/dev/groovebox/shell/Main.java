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
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The program: reads the options before the verb, opens a session, and runs the verb's command in it. */
public final class Main {
    private static final int CODE_OF_SIGPIPE = 128 + 13;

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
        Console console = Console.ofProcess();
        System.setOut(console.out()); // what scripts print
        int code = on(console, System.getenv()).run(List.of(arguments));
        // Not a return: threads that a script has left must not keep the process.
        System.exit(code);
    }

    /** Answers the process's exit code. */
    public int run(List<String> arguments) {
        int code = perform(arguments);
        return console.out().failure().map(failure -> ofFailedOutput(failure, code)).orElse(code);
    }

    /** Whoever reads a pipe may stop, as {@code head} does: that is told by the code alone, that of SIGPIPE. */
    private int ofFailedOutput(IOException failure, int code) {
        if (console.outIsPipe()) {
            return CODE_OF_SIGPIPE;
        }
        console.complain("cannot write standard output: " + failure.getMessage());
        return code == 0 ? 1 : code;
    }

    private int perform(List<String> arguments) {
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
