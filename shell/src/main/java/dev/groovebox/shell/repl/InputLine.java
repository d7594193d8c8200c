package dev.groovebox.shell.repl;

import java.util.List;
import java.util.Set;

/** A line that is for the shell itself or for a command, and not for Groovy. */
sealed interface InputLine {
    Set<String> QUIT = Set.of(":q", ":quit", "exit", "quit");

    record Quit() implements InputLine {}

    /** @param word empty for the overview */
    record Help(String word) implements InputLine {}

    record CommandLine(String verb, List<String> arguments) implements InputLine {}

    record Code(String text) implements InputLine {}

    /**
     * @param verbs the commands that can be given here
     * @param variables names that are the user's own, and win over commands
     */
    static InputLine of(String text, List<String> verbs, Set<String> variables) {
        String line = text.strip();
        if (QUIT.contains(line)) {
            return new Quit();
        }
        int space = line.indexOf(' ');
        String first = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space).strip();
        if (first.equals("help") && !variables.contains("help") && isPlain(rest)) {
            return new Help(rest);
        }
        boolean isCommand = verbs.contains(first) && !variables.contains(first) && !line.contains("\n");
        return isCommand && isPlain(rest) ? new CommandLine(first, WordSplitter.split(rest)) : new Code(text);
    }

    /** "run = container {}", "images ()", "run { }" and "build 'web', tag: 'web'" are Groovy; "build ." is not. */
    private static boolean isPlain(String rest) {
        if (rest.isEmpty()) {
            return true;
        }
        char first = rest.charAt(0);
        if (first == '.') {
            return rest.length() == 1 || " ./".indexOf(rest.charAt(1)) >= 0;
        }
        int end = first == '\'' || first == '"' ? rest.indexOf(first, 1) : -1;
        boolean list = end > 0 && rest.substring(end + 1).stripLeading().startsWith(",");
        return !list && "=({[+*<>?&|".indexOf(first) < 0;
    }
}
