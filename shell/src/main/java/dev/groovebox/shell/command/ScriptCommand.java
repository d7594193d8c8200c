package dev.groovebox.shell.command;

import dev.groovebox.dsl.script.ScriptSource;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;
import java.nio.file.Path;
import java.util.List;

/** {@code groovebox FILE ARG...}, which is also what {@code #!/usr/bin/env groovebox} comes to. */
final class ScriptCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("script", "FILE.groovy [ARG...]", "Run a script").optionsEndAtFirstWord();
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("FILE");
        return Scripts.run(ScriptSource.file(Path.of(words.get(0))), words.subList(1, words.size()), session);
    }
}
