package dev.groovebox.sandbox.spec;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

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
