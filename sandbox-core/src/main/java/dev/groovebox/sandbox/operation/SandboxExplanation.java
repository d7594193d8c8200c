package dev.groovebox.sandbox.operation;

import java.util.List;

/**
 * How a container's sandbox is made, in tables for people.
 *
 * @param title one line: what it is
 */
public record SandboxExplanation(String title, List<Table> tables) {
    public SandboxExplanation {
        tables = List.copyOf(tables);
    }

    /** @param headings as many as each row has cells */
    public record Table(String title, List<String> headings, List<List<String>> rows) {
        public Table {
            headings = List.copyOf(headings);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }
}
