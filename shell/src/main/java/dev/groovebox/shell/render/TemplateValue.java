package dev.groovebox.shell.render;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.shell.grammar.UsageException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an action of a template asks for: {@code .Config.Env}, {@code json .Config}, {@code index .Config.Labels "a"}. */
record TemplateValue(List<String> words) {
    JsonValue of(JsonValue document) {
        String first = words.get(0);
        if (first.startsWith(".")) {
            return field(document, first);
        }
        return switch (first) {
            case "json" -> new JsonValue.Text(Json.text(argument(document, 1), false));
            case "len" -> new JsonValue.Number(BigDecimal.valueOf(length(argument(document, 1))));
            case "println" -> new JsonValue.Text((words.size() > 1 ? text(argument(document, 1)) : "") + "\n");
            case "join" -> new JsonValue.Text(String.join(
                    text(argument(document, 2)),
                    elements(argument(document, 1)).stream().map(TemplateValue::text).toList()));
            case "index" -> index(argument(document, 1), argument(document, 2));
            default -> throw new UsageException("a template has no '" + first
                    + "' here; there are .Field, json, index, len, join, println, range, if and with");
        };
    }

    /** Of text its bytes, as in Go. */
    private static int length(JsonValue value) {
        return value instanceof JsonValue.Text text
                ? text.value().getBytes(StandardCharsets.UTF_8).length
                : elements(value).size();
    }

    private JsonValue argument(JsonValue document, int place) {
        if (place >= words.size()) {
            throw new UsageException("'" + words.get(0) + "' in a template is given too little");
        }
        String word = words.get(place);
        if (word.startsWith(".")) {
            return field(document, word);
        }
        boolean quoted = word.startsWith("\"") || word.startsWith("`");
        return quoted ? new JsonValue.Text(word.substring(1)) : number(word);
    }

    private static JsonValue number(String word) {
        try {
            return new JsonValue.Number(new BigDecimal(word));
        } catch (NumberFormatException e) {
            throw new UsageException("'" + word + "' in a template is no field, number or quoted text");
        }
    }

    private static JsonValue field(JsonValue document, String path) {
        JsonValue value = document;
        for (String name : path.substring(1).split("\\.")) {
            if (!name.isEmpty()) {
                value = member(value, name);
            }
        }
        return value;
    }

    private static JsonValue member(JsonValue value, String name) {
        if (!(value instanceof JsonObject object)) {
            throw new UsageException("no field '" + name + "': what it is asked of has none");
        }
        JsonValue found = object.members().get(name);
        if (found == null) {
            throw new UsageException("no field '" + name + "'" + NearestWord.hint(name, object.members().keySet()));
        }
        return found;
    }

    private static JsonValue index(JsonValue collection, JsonValue key) {
        if (collection instanceof JsonObject object) {
            return object.find(text(key)).orElse(new JsonValue.Text(""));
        }
        List<JsonValue> elements = elements(collection);
        int place = key instanceof JsonValue.Number number ? number.value().intValue() : -1;
        if (place < 0 || place >= elements.size()) {
            throw new UsageException("no element " + text(key) + ": there are " + elements.size());
        }
        return elements.get(place);
    }

    /** Of an object its values, in their order. */
    static List<JsonValue> elements(JsonValue value) {
        if (value instanceof JsonValue.Array array) {
            return array.elements();
        }
        return value instanceof JsonObject object ? List.copyOf(object.members().values()) : List.of();
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Text text ? text.value() : Json.text(value, false);
    }

    /** Go's rule for if, with and range. */
    static boolean isEmpty(JsonValue value) {
        if (value instanceof JsonValue.Text text) {
            return text.value().isEmpty();
        }
        if (value instanceof JsonValue.Bool bool) {
            return !bool.value();
        }
        if (value instanceof JsonValue.Number number) {
            return number.value().signum() == 0;
        }
        return value instanceof JsonValue.Null || elements(value).isEmpty();
    }
}
