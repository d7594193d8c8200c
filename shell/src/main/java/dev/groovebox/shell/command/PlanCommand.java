package dev.groovebox.shell.command;

import dev.groovebox.dsl.script.ScriptSource;
import dev.groovebox.sandbox.engine.PlanningEngine;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;
import java.nio.file.Path;
import java.util.List;

final class PlanCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("plan", "FILE.groovy [ARG...]", "Show what a script would do, and do nothing")
                .optionsEndAtFirstWord();
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("FILE");
        PlanningEngine planning = new PlanningEngine(session.engine(), System.out::println);
        return Scripts.run(ScriptSource.file(Path.of(words.get(0))), words.subList(1, words.size()), session, planning);
    }
}
