package dev.groovebox.shell;

import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.command.Commands;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command line taken apart.
 *
 * @param verb "repl" when there is none, "script" when a file is named, "eval" for {@code -e}
 */
record Invocation(Optional<Path> root, boolean debug, String verb, List<String> arguments) {
    static Invocation of(List<String> words) {
        Arguments global = grammar().parse(words);
        Optional<Path> root = global.value("--root").map(Path::of);
        boolean debug = global.flag("--debug");
        List<String> rest = global.words();
        if (global.flag("--version")) {
            return new Invocation(root, debug, "version", List.of());
        }
        if (global.value("-e").isPresent()) {
            List<String> arguments = new ArrayList<>(List.of("--", global.value("-e").get()));
            arguments.addAll(rest);
            return new Invocation(root, debug, "eval", arguments);
        }
        if (rest.isEmpty()) {
            return new Invocation(root, debug, "repl", List.of());
        }
        String first = rest.get(0);
        if (Commands.verbs().contains(first)) {
            return new Invocation(root, debug, first, rest.subList(1, rest.size()));
        }
        if (first.endsWith(".groovy") || first.contains("/")) {
            List<String> arguments = new ArrayList<>(List.of("--"));
            arguments.addAll(rest);
            return new Invocation(root, debug, "script", arguments);
        }
        throw new UsageException("unknown command '" + first + "'" + Commands.suggestion(first)
                + "; see 'groovebox --help'");
    }

    private static Grammar grammar() {
        return new Grammar("", "", "")
                .optionsEndAtFirstWord()
                .value("--root", "DIR", "")
                .flag("--debug", "")
                .value("-e", "CODE", "")
                .flag("--version", "");
    }
}
