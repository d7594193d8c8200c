package dev.groovebox.shell;

import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.console.StandardOutput;
import dev.groovebox.shell.session.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The run whose loaded classes make a class archive: everyday commands of one kind (the launcher's {@code set_kind}), each
 * against an empty root of its own. How they end does not matter here (without root's rights most can't succeed), only
 * what they load.
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
            assert result.exitCode == 0
            """;

    private static final List<String> RUN = List.of("run", "--rm", "--network", "none", "host/base", "true");

    /** A name and addresses: no link is made before it is used. An engine that has a network looks at it when it closes. */
    private static final List<String> NETWORK = List.of("network", "create", "training");

    private final Console console;
    private final Path root;

    private Training(Path root) {
        StandardOutput nowhere = new StandardOutput(OutputStream.nullOutputStream());
        this.console = new Console(InputStream.nullInputStream(), nowhere, nowhere, false, false, false);
        this.root = root;
    }

    /** Takes the kind and the root. */
    public static void main(String[] arguments) throws IOException {
        Training training = new Training(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "commands" -> training.commands();
            case "scripts" -> training.scripts();
            case "transfers" -> training.transfers();
            default -> throw new IllegalArgumentException("no kind of command: " + arguments[0]);
        }
        Engines.paths(Optional.empty(), Map.of());
        System.exit(0);
    }

    private void commands() {
        run(List.of("version"));
        run(NETWORK);
        run(RUN);
        run(RUN); // the first made its image, and every other finds it
        run(List.of("run", "-d", "--network", "none", "--name", "training", "host/base", "sleep", "60"));
        run(List.of("ps"));
        run(List.of("ps", "-a"));
        run(List.of("exec", "training", "true"));
        run(List.of("rm", "-f", "training"));
        run(List.of("images"));
        run(List.of("network", "rm", "training"));
    }

    private void scripts() {
        run(List.of("-e", SCRIPT));
        run(List.of("-e", SCRIPT)); // compiled before, it is loaded another way
    }

    private void transfers() throws IOException {
        run(NETWORK);
        Path context = Files.createDirectory(root.resolveSibling("context"));
        Files.writeString(context.resolve("Dockerfile"), "FROM host/base\nCOPY Dockerfile /\nRUN true\nCMD true\n");
        List<String> build = List.of("build", "--network", "none", "-t", "training", context.toString());
        run(build);
        run(build);
        try (TrainingRegistry registry = new TrainingRegistry()) {
            String name = registry.host() + "/training";
            run(List.of("push", "-q", "training", name));
            run(List.of("push", "-q", "training", name));
            run(List.of("push", "-q", "--compression", "zstd", "training", name));
            run(List.of("pull", "-q", name));
        }
    }

    private void run(List<String> command) {
        List<String> words = new ArrayList<>(List.of("--root", root.toString()));
        words.addAll(command);
        Main.on(console, Map.of()).run(words);
    }
}
