package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.CopyOperation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.nio.file.Path;
import java.util.List;

final class CpCommand implements Command {
    private static final String TAR = "-";

    @Override
    public Grammar grammar() {
        return new Grammar("cp", "[OPTIONS] CONTAINER:PATH PATH|-  or  PATH|- CONTAINER:PATH",
                        "Copy files and folders into and out of a container")
                .flag("-a --archive", "Keep user and group ids")
                .flag("-L --follow-link", "Copy what a symbolic link leads to")
                .flag("-q --quiet", "Taken, and has no effect: only warnings are told");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.size() != 2) {
            throw new UsageException("needs a source and a target, one of them CONTAINER:PATH");
        }
        session.perform(operation(arguments, words.get(0), words.get(1), session));
        session.console().out().flush();
        return 0;
    }

    private static CopyOperation<Long> operation(Arguments arguments, String source, String target, Session session) {
        boolean follow = arguments.flag("-L");
        boolean keep = arguments.flag("-a");
        Path here = Path.of("").toAbsolutePath();
        boolean out = isInContainer(source);
        if (out == isInContainer(target)) {
            throw new UsageException(out
                    ? "copies between a container and this machine, not between two containers"
                    : "one of the two must be CONTAINER:PATH");
        }
        if (out) {
            return target.equals(TAR)
                    ? new CopyOperation.ArchiveFromContainer(container(source), path(source), follow, session.console().out().bytes())
                    : new CopyOperation.CopyFromContainer(container(source), path(source), follow, here, target, keep);
        }
        return source.equals(TAR)
                ? new CopyOperation.ExtractInContainer(session.console().in(), container(target), path(target))
                : new CopyOperation.CopyToContainer(source, here, follow, container(target), path(target), keep);
    }

    /** Docker's rule: what begins with a slash or a dot is a path of this machine, whatever colons it has. */
    private static boolean isInContainer(String word) {
        return word.indexOf(':') > 0 && !word.startsWith("/") && !word.startsWith(".");
    }

    private static String container(String word) {
        return word.substring(0, word.indexOf(':'));
    }

    private static String path(String word) {
        String path = word.substring(word.indexOf(':') + 1);
        if (path.isEmpty()) {
            throw new UsageException("'" + word + "' names no path in the container");
        }
        return path;
    }
}
