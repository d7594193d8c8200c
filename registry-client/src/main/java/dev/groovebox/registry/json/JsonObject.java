package dev.groovebox.registry.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON object whose members keep their order. The readers are strict: a member of another type than the one asked
 * for is a {@link JsonException}. A {@code null} counts as absent, since Go writes one for each empty list.
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public static Builder builder() {
        return new Builder(Map.of());
    }

    /** A builder that begins with what is here. */
    public Builder toBuilder() {
        return new Builder(members);
    }

    public boolean has(String name) {
        return find(name).isPresent();
    }

    public Optional<JsonValue> find(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof Null));
    }

    public Optional<String> text(String name) {
        return find(name).map(value -> asText(name, value));
    }

    public String requireText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    public Optional<Boolean> bool(String name) {
        return find(name).map(value -> {
            if (value instanceof Bool bool) {
                return bool.value();
            }
            throw wrong(name, "true or false");
        });
    }

    public OptionalLong integer(String name) {
        Optional<JsonValue> found = find(name);
        return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(integer(name, found.get()));
    }

    public List<Long> integers(String name) {
        return array(name).stream().map(value -> integer(name, value)).toList();
    }

    private static long integer(String name, JsonValue value) {
        if (value instanceof Number number) {
            try {
                return number.value().longValueExact();
            } catch (ArithmeticException e) {
                throw wrong(name, "a whole number of 64 bits");
            }
        }
        throw wrong(name, "a number");
    }

    public long requireInteger(String name) {
        return integer(name).orElseThrow(() -> missing(name));
    }

    public Optional<JsonObject> object(String name) {
        return find(name).map(value -> asObject(name, value));
    }

    public JsonObject requireObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /** Empty when absent. */
    public List<JsonValue> array(String name) {
        Optional<JsonValue> found = find(name);
        if (found.isEmpty()) {
            return List.of();
        }
        if (found.get() instanceof Array array) {
            return array.elements();
        }
        throw wrong(name, "an array");
    }

    /** Empty when absent. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonValue value : array(name)) {
            objects.add(asObject(name, value));
        }
        return objects;
    }

    /** Empty when absent. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonValue value : array(name)) {
            texts.add(asText(name, value));
        }
        return texts;
    }

    /** An object whose members are all strings; empty when absent. */
    public Map<String, String> textMap(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        object(name).orElse(EMPTY).members().forEach((key, value) -> map.put(key, asText(name + "." + key, value)));
        return Collections.unmodifiableMap(map);
    }

    private static String asText(String name, JsonValue value) {
        if (value instanceof Text text) {
            return text.value();
        }
        throw wrong(name, "a string");
    }

    private static JsonObject asObject(String name, JsonValue value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw wrong(name, "an object");
    }

    private static JsonException missing(String name) {
        return new JsonException("'" + name + "' is missing");
    }

    private static JsonException wrong(String name, String expected) {
        return new JsonException("'" + name + "' is not " + expected);
    }

    /** Collects members in order; a name put twice keeps its first place and its last value. */
    public static final class Builder {
        private final Map<String, JsonValue> members;

        private Builder(Map<String, JsonValue> members) {
            this.members = new LinkedHashMap<>(members);
        }

        public Builder put(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, new Text(value));
        }

        public Builder put(String name, long value) {
            return put(name, new Number(BigDecimal.valueOf(value)));
        }

        public Builder put(String name, boolean value) {
            return put(name, new Bool(value));
        }

        public Builder putTexts(String name, Collection<String> values) {
            return put(name, new Array(values.stream().<JsonValue>map(Text::new).toList()));
        }

        public Builder putObjects(String name, Collection<JsonObject> values) {
            return put(name, new Array(List.copyOf(values)));
        }

        public Builder putTextMap(String name, Map<String, String> values) {
            Map<String, JsonValue> texts = new LinkedHashMap<>();
            values.forEach((key, value) -> texts.put(key, new Text(value)));
            return put(name, new JsonObject(texts));
        }

        public Builder remove(String name) {
            members.remove(name);
            return this;
        }

        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
