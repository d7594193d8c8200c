package dev.groovebox.shell.render;

import java.util.Optional;

/** What {@code --format} and {@code -q} ask for. */
public sealed interface OutputFormat {
    record DefaultTable() implements OutputFormat {}

    /** {@code -q}: ids alone. */
    record Identities() implements OutputFormat {}

    /** One JSON object a line. */
    record Json() implements OutputFormat {}

    /** @param asTable under headings, with tabs between columns */
    record Pattern(String text, boolean asTable) implements OutputFormat {}

    static OutputFormat of(Optional<String> format, boolean quiet) {
        if (quiet) {
            return new Identities();
        }
        String text = format.orElse("table");
        if (text.equals("table")) {
            return new DefaultTable();
        }
        if (text.equals("json")) {
            return new Json();
        }
        boolean asTable = text.startsWith("table ");
        return new Pattern(unescaped(asTable ? text.substring(6) : text), asTable);
    }

    /** A shell's quotes keep \t and \n as they are; docker reads them, so do we. */
    private static String unescaped(String text) {
        return text.replace("\\t", "\t").replace("\\n", "\n");
    }
}
