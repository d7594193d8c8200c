package dev.groovebox.registry.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header fields in order; names are compared without regard to case (RFC 9110, 5.1). */
public record Headers(List<Field> fields) {
    public static final Headers NONE = new Headers(List.of());

    public record Field(String name, String value) {
        public Field {
            // A name or value with a line break would smuggle in a field, or a whole request.
            requireOneLine(name);
            requireOneLine(value);
        }

        private static void requireOneLine(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < ' ' && text.charAt(i) != '\t' || text.charAt(i) == 0x7f) {
                    throw new IllegalArgumentException("a header field with a control character");
                }
            }
        }
    }

    public Headers {
        fields = List.copyOf(fields);
    }

    /** In place of all fields of that name. */
    public Headers with(String name, String value) {
        List<Field> changed = new ArrayList<>(without(name).fields);
        changed.add(new Field(name, value));
        return new Headers(changed);
    }

    public Headers without(String name) {
        List<Field> kept = new ArrayList<>();
        for (Field field : fields) {
            if (!field.name().equalsIgnoreCase(name)) {
                kept.add(field);
            }
        }
        return new Headers(kept);
    }

    /** The first of that name. */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values;
    }
}
