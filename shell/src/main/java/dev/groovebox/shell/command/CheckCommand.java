package dev.groovebox.shell.command;

import dev.groovebox.dsl.script.ScriptException;
import dev.groovebox.dsl.script.ScriptRunner;
import dev.groovebox.dsl.script.ScriptSource;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.session.Session;
import java.nio.file.Path;

final class CheckCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("check", "FILE.groovy [FILE.groovy...]", "Compile scripts and do no more");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        int code = 0;
        for (String file : arguments.atLeastOneWord("FILE")) {
            try {
                ScriptRunner.check(ScriptSource.file(Path.of(file)));
            } catch (ScriptException e) {
                session.console().complain(e.getMessage());
                code = 1;
            }
        }
        return code;
    }

    @Override
    public boolean usesEngine() {
        return false;
    }
}
