package dev.groovebox.sandbox.cdi;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Members of a description, checked. */
final class Fields {
    private Fields() {}

    /** The specification has a file with a member that is not known refused. */
    static void requireKnown(JsonObject object, String where, String... known) {
        for (String name : object.members().keySet()) {
            if (!List.of(known).contains(name)) {
                throw new JsonException("'" + name + "' is no member of " + where);
            }
        }
    }

    /** A path of this machine, which says of itself where it leads. */
    static Path path(String text) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0 || List.of(text.split("/")).contains("..")) {
            throw new JsonException("'" + text + "' is not an absolute path without '..'");
        }
        return Path.of(text);
    }

    static OptionalLong number(JsonObject object, String name, long most) {
        OptionalLong number = object.integer(name);
        number.ifPresent(value -> requireWithin(name, value, most));
        return number;
    }

    static List<Long> numbers(JsonObject object, String name, long most) {
        List<Long> numbers = object.integers(name);
        numbers.forEach(value -> requireWithin(name, value, most));
        return numbers;
    }

    private static void requireWithin(String name, long value, long most) {
        if (value < 0 || value > most) {
            throw new JsonException("'" + name + "' is not within 0 to " + most);
        }
    }
}
