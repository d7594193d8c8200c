package dev.groovebox.shell.command;

import dev.groovebox.registry.json.Json;
import dev.groovebox.sandbox.operation.ObservationOperation.ExplainContainer;
import dev.groovebox.sandbox.operation.SandboxExplanation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.Explanation;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** For learning and for debugging. */
final class ExplainCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("explain", "[OPTIONS] CONTAINER", "Show how a container's sandbox is made, by what the kernel says")
                .value("--format", "FORMAT", "json");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("CONTAINER");
        if (words.size() > 1) {
            throw new UsageException("takes one CONTAINER");
        }
        SandboxExplanation explanation = session.perform(new ExplainContainer(words.get(0)));
        if (arguments.value("--format").isPresent()) {
            if (!arguments.value("--format").get().equals("json")) {
                throw new UsageException("--format takes json");
            }
            session.console().print(Json.text(Explanation.json(explanation), true));
        } else {
            session.console().print(Explanation.lines(explanation));
        }
        return 0;
    }
}
