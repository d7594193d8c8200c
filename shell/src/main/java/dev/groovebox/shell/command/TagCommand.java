package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ImageOperation.TagImage;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;

final class TagCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("tag", "IMAGE NAME[:TAG]", "Give an image another name");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.size() != 2) {
            throw new UsageException("expects an image and the name to give it");
        }
        session.perform(new TagImage(words.get(0), words.get(1)));
        return 0;
    }
}
