package dev.groovebox.sandbox.operation;

/** A row of {@code search}. */
public record FoundImage(String name, String description, long stars, boolean official) {}
