package dev.groovebox.shell.command;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.SystemOperation.DescribeSystem;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.Map;

final class InfoCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("info", "[OPTIONS]", "Describe this machine and the engine on it")
                .value("--format", "FORMAT", "json");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        String format = arguments.value("--format").orElse("");
        if (!format.isEmpty() && !format.equals("json")) {
            throw new UsageException("--format '" + format + "' is not json");
        }
        Map<String, String> facts = session.perform(new DescribeSystem()).facts();
        if (format.isEmpty()) {
            facts.forEach((heading, value) -> session.console().print(heading + ": " + value));
        } else {
            JsonObject.Builder json = JsonObject.builder();
            facts.forEach(json::put);
            session.console().print(Json.text(json.build(), false));
        }
        return 0;
    }
}
