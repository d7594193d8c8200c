package dev.groovebox.registry.json;

/** The bytes are no JSON that we take, or a member of it is not what its specification says. */
public class JsonException extends IllegalArgumentException {
    public JsonException(String message) {
        super(message);
    }

    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
