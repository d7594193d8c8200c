package dev.groovebox.sandbox.operation;

/**
 * Something that {@code system check} found wrong.
 *
 * @param object as a person names it: "image hello:latest", "container web"
 * @param remedy what was done about it when it is repaired, else what can be done
 */
public record StoreFinding(String object, String problem, String remedy, boolean repaired) {}
