package dev.groovebox.shell.repl;

import dev.groovebox.dsl.Words;
import dev.groovebox.shell.grammar.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What can stand at the cursor: words of the block it is in, names of images and containers, commands, options. */
final class Completions {
    private final Names names;
    private final List<String> verbs;
    private final Function<String, Grammar> grammars;

    /** @param grammars of a verb */
    Completions(Names names, List<String> verbs, Function<String, Grammar> grammars) {
        this.names = names;
        this.verbs = verbs;
        this.grammars = grammars;
    }

    /**
     * @param before everything before the cursor
     * @param word what stands directly before the cursor
     */
    List<String> at(String before, String word, Set<String> variables) {
        String ahead = before.substring(0, before.length() - word.length());
        OpenBrackets brackets = OpenBrackets.of(ahead);
        if (ahead.endsWith("'") || ahead.endsWith("\"")) {
            return takesImage(ahead) ? names.images() : List.of();
        }
        if (brackets.innermost() >= 0) {
            return blockWords(ahead.substring(0, brackets.innermost()));
        }
        return atTop(ahead, word, variables);
    }

    /** image ', from ', from host(' */
    private static boolean takesImage(String ahead) {
        String text = ahead.substring(0, ahead.length() - 1).stripTrailing();
        return text.endsWith("image") || text.endsWith("from");
    }

    private static List<String> blockWords(String opener) {
        String line = opener.substring(opener.lastIndexOf('\n') + 1).stripTrailing();
        if (line.matches(".*\\bcontainer(\\s*\\(.*\\))?")) {
            return Words.container().names();
        }
        return line.matches(".*\\bimage\\s*\\(.*\\)") ? Words.image().names() : List.of();
    }

    private List<String> atTop(String ahead, String word, Set<String> variables) {
        List<String> line = WordSplitter.split(ahead);
        if (line.isEmpty()) {
            List<String> all = new ArrayList<>(Words.verbs().names());
            all.addAll(verbs);
            all.addAll(variables);
            all.add("help");
            return all.stream().distinct().toList();
        }
        return argumentsOf(line.get(0), word);
    }

    private List<String> argumentsOf(String verb, String word) {
        if (verb.equals("help")) {
            return Words.all().stream().flatMap(words -> words.names().stream()).distinct().toList();
        }
        if (!verbs.contains(verb)) {
            return List.of();
        }
        if (word.startsWith("-")) {
            return grammars.apply(verb).optionNames();
        }
        return switch (verb) {
            case "run", "rmi" -> names.images();
            case "rm", "exec", "attach", "logs", "top", "stats", "diff", "port", "explain", "inspect", "start", "stop", "restart",
                    "kill", "pause", "unpause", "wait", "rename", "update", "commit" -> names.containers();
            default -> List.of();
        };
    }
}
