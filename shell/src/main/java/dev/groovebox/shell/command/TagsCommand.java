package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.RegistryOperation.ListTags;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.RegistryOptions;
import dev.groovebox.shell.session.Session;

final class TagsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("tags", "REPOSITORY", "List a repository's tags in its registry");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        String repository = RegistryOptions.oneWord(arguments, "the name of one repository");
        session.console().print(session.perform(new ListTags(repository)));
        return 0;
    }
}
