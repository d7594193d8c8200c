package dev.groovebox.registry.json;

import java.math.BigDecimal;
import java.util.List;

/**
 * A JSON value as a tree. Jackson's own tree needs its databind, which takes some 60 ms to load even from a
 * class-data archive; this takes 5.
 */
public sealed interface JsonValue permits JsonObject, JsonValue.Array, JsonValue.Text, JsonValue.Number, JsonValue.Bool, JsonValue.Null {
    record Array(List<JsonValue> elements) implements JsonValue {
        public Array {
            elements = List.copyOf(elements);
        }
    }

    record Text(String value) implements JsonValue {}

    record Number(BigDecimal value) implements JsonValue {}

    record Bool(boolean value) implements JsonValue {}

    record Null() implements JsonValue {}
}
