package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program that takes rules on its standard input.
 *
 * @param name without a folder: cron's PATH need not have those of the administrator
 * @param remedy how to see what is there, for the error
 */
record FilterProgram(String name, List<String> arguments, String remedy) {
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"));

    FilterProgram {
        arguments = List.copyOf(arguments);
    }

    private Optional<Path> place() {
        return FOLDERS.stream().map(folder -> folder.resolve(name)).filter(Files::isExecutable).findFirst();
    }

    boolean isAvailable() {
        return place().isPresent();
    }

    /** @param object whose rules they are, for the error */
    void run(String rules, String object) throws IOException {
        Path program = place().orElseThrow(() -> new EngineException(
                FailureKind.ENGINE, "cannot set up the packet filter", object, "there is no " + name + " on this machine", "install nftables"));
        List<String> command = Stream.concat(Stream.of(program.toString()), arguments.stream()).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(rules.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (code(process) != 0) {
            throw new EngineException(
                    FailureKind.ENGINE, "cannot set up the packet filter", object,
                    said.lines().findFirst().orElse(name + " failed"), remedy);
        }
    }

    private static int code(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
