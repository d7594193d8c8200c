package dev.groovebox.shell.command;

import dev.groovebox.dsl.script.ScriptSource;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** {@code groovebox -e CODE ARG...} */
final class EvalCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("-e", "CODE [ARG...]", "Run code").optionsEndAtFirstWord();
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("CODE");
        return Scripts.run(ScriptSource.code(words.get(0)), words.subList(1, words.size()), session);
    }
}
