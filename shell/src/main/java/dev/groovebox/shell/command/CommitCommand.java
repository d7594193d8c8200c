package dev.groovebox.shell.command;

import dev.groovebox.sandbox.build.dockerfile.DockerfileReader;
import dev.groovebox.sandbox.operation.ImageOperation.CommitContainer;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CommitSpec;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Optional;

final class CommitCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("commit", "[OPTIONS] CONTAINER [NAME[:TAG]]", "Make an image of a container")
                .value("-a --author", "AUTHOR", "Who made it, such as 'Ann <ann@example.org>'")
                .value("-c --change", "INSTRUCTION", "Change how it runs, in a Dockerfile's words: 'CMD [\"sh\"]'; may be repeated")
                .value("-m --message", "MESSAGE", "Kept in the image's history")
                .value("-p --pause", "true|false", "Hold the container's processes meanwhile; true unless said");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.isEmpty() || words.size() > 2) {
            throw new UsageException("expects a container, and perhaps a name for the image");
        }
        List<BuildStep> changes = arguments.list("--change").stream()
                .map(text -> DockerfileReader.trigger("--change", text))
                .toList();
        CommitSpec spec = new CommitSpec(
                words.get(0),
                words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty(),
                arguments.value("--message").orElse(""),
                arguments.value("--author").orElse(""),
                changes,
                pause(arguments.value("--pause").orElse("true")));
        session.console().print(session.perform(new CommitContainer(spec)).id());
        return 0;
    }

    private static boolean pause(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new UsageException("--pause '" + text + "' is neither true nor false");
        };
    }
}
