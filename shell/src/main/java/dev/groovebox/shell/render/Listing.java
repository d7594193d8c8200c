package dev.groovebox.shell.render;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * How rows of one kind are shown.
 *
 * @param identity what {@code -q} prints
 * @param schema the row as JSON has it: raw numbers and times, see docs/json.md
 */
public record Listing<T>(
        List<Column<T>> columns, Function<T, String> identity, Function<T, JsonObject> schema) {

    public List<String> lines(OutputFormat format, List<T> rows) {
        if (format instanceof OutputFormat.Identities) {
            return rows.stream().map(identity).distinct().toList();
        }
        if (format instanceof OutputFormat.Json) {
            return rows.stream().map(row -> Json.text(schema.apply(row), false)).toList();
        }
        if (format instanceof OutputFormat.Pattern pattern) {
            return patternLines(pattern, rows);
        }
        List<Column<T>> shown = columns.stream().filter(Column::inTable).toList();
        return table(shown, rows);
    }

    private List<String> patternLines(OutputFormat.Pattern pattern, List<T> rows) {
        Template<T> template = Template.of(pattern.text(), columns, schema);
        if (!pattern.asTable()) {
            return rows.stream().map(template::apply).toList();
        }
        List<List<String>> cells = rows.stream().map(row -> List.of(template.apply(row).split("\t", -1))).toList();
        return Table.lines(List.of(template.headings().split("\t", -1)), cells);
    }

    private List<String> table(List<Column<T>> shown, List<T> rows) {
        List<List<String>> cells =
                rows.stream().map(row -> shown.stream().map(column -> column.value().apply(row)).toList()).toList();
        return Table.lines(shown.stream().map(Column::heading).toList(), cells);
    }
}
