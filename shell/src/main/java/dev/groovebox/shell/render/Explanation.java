package dev.groovebox.shell.render;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.SandboxExplanation;
import java.util.ArrayList;
import java.util.List;

/** How {@code explain} shows a sandbox. */
public final class Explanation {
    private Explanation() {}

    public static List<String> lines(SandboxExplanation explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(explanation.title());
        for (SandboxExplanation.Table table : explanation.tables()) {
            lines.add("");
            lines.add(table.title());
            Table.lines(table.headings(), table.rows()).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    public static JsonObject json(SandboxExplanation explanation) {
        JsonObject.Builder json = JsonObject.builder().put("title", explanation.title());
        for (SandboxExplanation.Table table : explanation.tables()) {
            json.putObjects(table.title(), table.rows().stream().map(row -> object(table.headings(), row)).toList());
        }
        return json.build();
    }

    private static JsonObject object(List<String> headings, List<String> row) {
        JsonObject.Builder json = JsonObject.builder();
        for (int i = 0; i < headings.size(); i++) {
            json.put(headings.get(i).toLowerCase(java.util.Locale.ROOT), row.get(i));
        }
        return json.build();
    }
}
