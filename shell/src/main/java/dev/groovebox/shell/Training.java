package dev.groovebox.shell;

import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.session.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The run whose loaded classes make the class archive: the everyday commands, each against an empty root of its own.
 * How they end does not matter here (without root's rights most can't succeed), only what they load.
 */
final class Training {
    private static final String SCRIPT = """
            image('training') {
                from host('coreutils')
                run 'true'
                env A: 'b'
                cmd 'true'
            }
            def result = container {
                image 'training'
                hostname 'training'
                memory 64.mb
                pids 32
                network none
            }.run()
            println "${result.exitCode} ${result.out}"
            """;

    private static final List<List<String>> COMMANDS = List.of(
            List.of("version"),
            List.of("-e", SCRIPT),
            // Compiled before, it is loaded another way.
            List.of("-e", SCRIPT),
            List.of("ps", "-a"),
            List.of("images"),
            List.of("run", "--rm", "--network", "none", "host/base", "true"));

    private Training() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Console console = new Console(InputStream.nullInputStream(), nowhere, nowhere, false, false, false);
        COMMANDS.forEach(command -> run(console, arguments[0], command));
        try (TrainingRegistry registry = new TrainingRegistry()) {
            String name = registry.host() + "/training";
            run(console, arguments[0], List.of("push", "-q", "training", name));
            run(console, arguments[0], List.of("push", "-q", "training", name));
            run(console, arguments[0], List.of("pull", "-q", name));
        }
        run(console, arguments[0], List.of("rmi", "training"));
        Engines.paths(Optional.empty(), Map.of());
        System.exit(0);
    }

    private static void run(Console console, String root, List<String> command) {
        List<String> words = new ArrayList<>(List.of("--root", root));
        words.addAll(command);
        Main.on(console, Map.of()).run(words);
    }
}
