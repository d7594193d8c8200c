package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.EnvironmentFile;
import dev.groovebox.shell.grammar.UsageException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

/** Reads {@code -e} and {@code --env-file}. */
final class EnvironmentOptions {
    private final BiConsumer<String, String> variables;
    private final Map<String, String> ours;

    /**
     * @param variables takes each
     * @param ours where a name without a value takes it from
     */
    EnvironmentOptions(BiConsumer<String, String> variables, Map<String, String> ours) {
        this.variables = variables;
        this.ours = ours;
    }

    /** NAME=value, or NAME alone for our own value of it, if we have one. */
    void variable(String text) {
        if (text.isEmpty() || text.startsWith("=")) {
            throw new UsageException("-e '" + text + "' names no variable");
        }
        EnvironmentFile.variable(text, ours).ifPresent(variable -> variables.accept(variable.getKey(), variable.getValue()));
    }

    void file(String name) {
        try {
            EnvironmentFile.variables(Path.of(name)).forEach(this::variable);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--env-file '" + name + "': " + e.getMessage());
        }
    }
}
