package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ObservationOperation.TopContainer;
import dev.groovebox.sandbox.operation.ProcessSample;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.render.ProcessListing;
import dev.groovebox.shell.session.Session;
import java.time.Instant;
import java.util.List;

final class TopCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("top", "[OPTIONS] CONTAINER [COLUMN...]", "List the processes of a container")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.PID}} {{.CMD}}'");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("CONTAINER");
        List<ProcessSample> processes = session.perform(new TopContainer(words.get(0)));
        OutputFormat format = OutputFormat.of(arguments.value("--format"), false);
        session.console().print(ProcessListing.at(Instant.now(), words.subList(1, words.size())).lines(format, processes));
        return 0;
    }
}
