package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ContainerOperation.FindContainer;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.PortMapping;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.PortText;
import dev.groovebox.shell.session.Session;
import java.util.List;

final class PortCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("port", "CONTAINER [PORT[/PROTOCOL]]", "List a container's published ports, or where one of them leads from");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("CONTAINER");
        if (words.size() > 2) {
            throw new UsageException("takes a CONTAINER and at most one port");
        }
        ContainerSummary container = session.perform(new FindContainer(words.get(0))).orElseThrow(() -> new EngineException(
                FailureKind.NOT_FOUND, "cannot find container", words.get(0), "no such container", "'groovebox ps -a' lists them"));
        if (words.size() == 1) {
            container.ports().forEach(port ->
                    session.console().print(port.target() + " -> " + PortText.host(port)));
            return 0;
        }
        String wanted = words.get(1).contains("/") ? words.get(1) : words.get(1) + "/tcp";
        List<PortMapping> found = container.ports().stream().filter(port -> port.target().equals(wanted)).toList();
        if (found.isEmpty()) {
            throw new EngineException(FailureKind.NOT_FOUND, "cannot find port", wanted,
                    "container '" + container.name() + "' does not publish it", "");
        }
        found.forEach(port -> session.console().print(PortText.host(port)));
        return 0;
    }
}
