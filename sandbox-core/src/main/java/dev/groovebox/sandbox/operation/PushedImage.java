package dev.groovebox.sandbox.operation;

/**
 * An image as it is in a registry, an archive or a layout now.
 *
 * @param name familiar: "localhost:5000/hello:latest"; or the place that it was written to
 * @param digest of its manifest or index
 * @param sizeBytes of that document, as docker tells it
 */
public record PushedImage(String name, String digest, long sizeBytes) {}
