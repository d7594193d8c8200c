package dev.groovebox.sandbox.spec;

import java.util.LinkedHashMap;
import java.util.Map;

/** Docker's way to say several things in one word: {@code type=registry,ref=NAME}. */
public final class NamedFields {
    private NamedFields() {}

    /**
     * By their names, in the order in which they are written.
     *
     * @throws IllegalArgumentException whose message names the field that is none, or stands there twice
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + field + "' is no NAME=VALUE");
            }
            String name = field.substring(0, equals);
            if (fields.put(name, field.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("'" + name + "' stands there twice");
            }
        }
        return fields;
    }
}
