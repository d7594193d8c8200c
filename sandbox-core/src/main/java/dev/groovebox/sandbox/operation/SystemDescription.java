package dev.groovebox.sandbox.operation;

import java.util.Map;

/**
 * What {@code info} prints: facts of this machine and engine, in order.
 *
 * @param facts heading to value
 */
public record SystemDescription(Map<String, String> facts) {}
