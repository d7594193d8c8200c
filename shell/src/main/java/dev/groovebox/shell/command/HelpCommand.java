package dev.groovebox.shell.command;

import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;

final class HelpCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("help", "[COMMAND]", "Show the commands, or how one is used");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.isEmpty()) {
            session.console().out().print(Commands.overview());
            return 0;
        }
        String verb = words.get(0);
        if (!Commands.verbs().contains(verb)) {
            throw new UsageException("unknown command '" + verb + "'" + Commands.suggestion(verb));
        }
        session.console().out().print(Commands.named(verb).grammar().usage());
        return 0;
    }

    @Override
    public boolean usesEngine() {
        return false;
    }
}
