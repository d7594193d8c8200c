package dev.groovebox.shell.command;

import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Docker's verbs of two words, such as {@code system df}: the first names a kind of object, the second what to do. */
final class GroupCommand implements Command {
    private final String name;
    private final String description;
    private final Map<String, String> verbs = new LinkedHashMap<>();

    GroupCommand(String name, String description) {
        this.name = name;
        this.description = description;
    }

    /** @param words second words that have a command of their own: {@code df} of {@code system} is "system df" */
    GroupCommand own(String... words) {
        for (String word : words) {
            verbs.put(word, name + " " + word);
        }
        return this;
    }

    /** @param verb the verb of one word that means the same */
    GroupCommand same(String word, String verb) {
        verbs.put(word, verb);
        return this;
    }

    @Override
    public Grammar grammar() {
        return new Grammar(name, "COMMAND [ARG...]", description + ": " + String.join(", ", verbs.keySet())).optionsEndAtFirstWord();
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.isEmpty()) {
            throw new UsageException("needs one of " + String.join(", ", verbs.keySet()));
        }
        String word = words.get(0);
        if (!verbs.containsKey(word)) {
            throw new UsageException("unknown command '" + word + "'" + NearestWord.hint(word, verbs.keySet()));
        }
        return new CommandRunner(session).run(verbs.get(word), words.subList(1, words.size()));
    }
}
