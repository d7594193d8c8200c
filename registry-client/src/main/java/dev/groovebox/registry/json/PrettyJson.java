package dev.groovebox.registry.json;

import java.util.Iterator;
import java.util.Map;

/** JSON for people to read, laid out as Go's MarshalIndent does with four blanks, which is what docker prints. */
final class PrettyJson {
    private static final String INDENT = "    ";

    private final StringBuilder out = new StringBuilder();

    private PrettyJson() {}

    static String of(JsonValue value) {
        PrettyJson pretty = new PrettyJson();
        pretty.write(value, "\n");
        return pretty.out.toString();
    }

    /** @param line a newline and the blanks that a line of this value's level begins with */
    private void write(JsonValue value, String line) {
        if (value instanceof JsonObject object && !object.members().isEmpty()) {
            writeMembers(object, line);
        } else if (value instanceof JsonValue.Array array && !array.elements().isEmpty()) {
            writeElements(array, line);
        } else {
            out.append(Json.text(value, false));
        }
    }

    private void writeMembers(JsonObject object, String line) {
        out.append('{');
        Iterator<Map.Entry<String, JsonValue>> members = object.members().entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, JsonValue> member = members.next();
            out.append(line).append(INDENT).append(Json.text(new JsonValue.Text(member.getKey()), false)).append(": ");
            write(member.getValue(), line + INDENT);
            out.append(members.hasNext() ? "," : "");
        }
        out.append(line).append('}');
    }

    private void writeElements(JsonValue.Array array, String line) {
        out.append('[');
        Iterator<JsonValue> elements = array.elements().iterator();
        while (elements.hasNext()) {
            out.append(line).append(INDENT);
            write(elements.next(), line + INDENT);
            out.append(elements.hasNext() ? "," : "");
        }
        out.append(line).append(']');
    }
}
