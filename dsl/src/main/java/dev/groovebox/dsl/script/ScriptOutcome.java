package dev.groovebox.dsl.script;

import java.util.Optional;

/**
 * How a script ended.
 *
 * @param value of its last statement, if it has one
 * @param exitCode 0, or what the script gave to {@code exit}
 */
public record ScriptOutcome(Optional<Object> value, int exitCode) {}
