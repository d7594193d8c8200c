package dev.groovebox.shell.option;

import dev.groovebox.shell.grammar.UsageException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
        int equals = text.indexOf('=');
        if (equals > 0) {
            variables.accept(text.substring(0, equals), text.substring(equals + 1));
        } else if (equals == 0 || text.isEmpty()) {
            throw new UsageException("-e '" + text + "' names no variable");
        } else if (ours.containsKey(text)) {
            variables.accept(text, ours.get(text));
        }
    }

    /** A variable a line; blank lines and lines that begin with # are skipped. Values are taken as they are. */
    void file(String name) {
        for (String line : lines(name)) {
            String text = line.stripLeading();
            int equals = text.indexOf('=');
            String key = equals < 0 ? text : text.substring(0, equals);
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (key.chars().anyMatch(Character::isWhitespace)) {
                throw new UsageException("--env-file '" + name + "': the name '" + key + "' holds white space");
            }
            variable(text);
        }
    }

    private static List<String> lines(String name) {
        try {
            return Files.readAllLines(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new UsageException("--env-file '" + name + "': no such file");
        } catch (MalformedInputException e) {
            throw new UsageException("--env-file '" + name + "' is not UTF-8 text");
        } catch (IOException e) {
            throw new UsageException("--env-file '" + name + "' can't be read: " + e.getMessage());
        }
    }
}
