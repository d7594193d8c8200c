package dev.groovebox.shell.command;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.StoreFinding;
import dev.groovebox.sandbox.operation.SystemOperation.CheckStore;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;

/** Its exit code is 1 while something is wrong. */
final class SystemCheckCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("system check", "[OPTIONS]", "Compare all that is stored with its digests, and find what is damaged")
                .value("--format", "FORMAT", "json")
                .flag("--repair", "Mend what can be mended; remove images that can't be, and what nobody needs");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        arguments.expectNoWords();
        String format = arguments.value("--format").orElse("");
        if (!format.isEmpty() && !format.equals("json")) {
            throw new UsageException("--format '" + format + "' is not json");
        }
        List<StoreFinding> findings = session.perform(new CheckStore(arguments.flag("--repair")));
        findings.forEach(finding -> session.console().print(format.isEmpty() ? line(finding) : json(finding)));
        if (findings.isEmpty() && format.isEmpty()) {
            session.console().print("Nothing is wrong.");
        }
        return findings.stream().allMatch(StoreFinding::repaired) ? 0 : 1;
    }

    private static String line(StoreFinding finding) {
        return (finding.repaired() ? "repaired: " : "damaged: ") + finding.object() + ": " + finding.problem() + "; "
                + finding.remedy();
    }

    private static String json(StoreFinding finding) {
        return Json.text(JsonObject.builder()
                .put("object", finding.object())
                .put("problem", finding.problem())
                .put("remedy", finding.remedy())
                .put("repaired", finding.repaired())
                .build(), false);
    }
}
