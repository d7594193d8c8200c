package dev.groovebox.shell.render;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.shell.grammar.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The part of Go's templates that listings need: {@code {{.Field}}} and {@code {{json .}}} between plain text. */
final class Template<T> {
    private final List<Function<T, String>> parts = new ArrayList<>();
    private final StringBuilder headings = new StringBuilder();
    private final List<Column<T>> columns;
    private final Function<T, JsonObject> schema;

    private Template(List<Column<T>> columns, Function<T, JsonObject> schema) {
        this.columns = columns;
        this.schema = schema;
    }

    /** @throws UsageException when a field is not known or a brace not closed */
    static <T> Template<T> of(String text, List<Column<T>> columns, Function<T, JsonObject> schema) {
        Template<T> template = new Template<>(columns, schema);
        int from = 0;
        for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", from)) {
            int close = text.indexOf("}}", open);
            if (close < 0) {
                throw new UsageException("'{{' is not closed in '" + text + "'");
            }
            template.addText(text.substring(from, open));
            template.addAction(text.substring(open + 2, close).strip());
            from = close + 2;
        }
        template.addText(text.substring(from));
        return template;
    }

    private void addText(String text) {
        parts.add(row -> text);
        headings.append(text);
    }

    private void addAction(String action) {
        if (action.equals("json .")) {
            parts.add(row -> Json.text(schema.apply(row), false));
            headings.append("JSON");
            return;
        }
        Column<T> column = column(action).orElseThrow(() -> new UsageException("no field '" + action + "'; there are "
                + columns.stream().map(known -> "." + known.field()).collect(Collectors.joining(", "))));
        parts.add(column.value());
        headings.append(column.heading());
    }

    private Optional<Column<T>> column(String action) {
        return columns.stream().filter(column -> action.equals("." + column.field())).findFirst();
    }

    String apply(T row) {
        return parts.stream().map(part -> part.apply(row)).collect(Collectors.joining());
    }

    String headings() {
        return headings.toString();
    }
}
