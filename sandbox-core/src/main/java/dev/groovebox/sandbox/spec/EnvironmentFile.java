package dev.groovebox.sandbox.spec;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Docker's file of variables: one a line, as NAME=value or as NAME for one's own. Values are taken as they are. */
public final class EnvironmentFile {
    private EnvironmentFile() {}

    /**
     * Its lines, without blank ones and those that begin with #.
     *
     * @throws IllegalArgumentException whose message says what is wrong, without the file's name
     */
    public static List<String> variables(Path file) {
        List<String> variables = lines(file).stream()
                .map(String::stripLeading)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            String name = equals < 0 ? variable : variable.substring(0, equals);
            if (name.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("the name '" + name + "' holds white space");
            }
            if (name.isEmpty()) {
                throw new IllegalArgumentException("'" + variable + "' names no variable");
            }
        }
        return variables;
    }

    /**
     * One of them.
     *
     * @param text NAME=value, or NAME alone for our own value of it
     * @return absent when we have none
     */
    public static Optional<Map.Entry<String, String>> variable(String text, Map<String, String> ours) {
        int equals = text.indexOf('=');
        if (equals >= 0) {
            return Optional.of(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
        }
        return Optional.ofNullable(ours.get(text)).map(value -> Map.entry(text, value));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file", e);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("it is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it can't be read: " + e.getMessage(), e);
        }
    }
}
