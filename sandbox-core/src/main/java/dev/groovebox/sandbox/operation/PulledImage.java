package dev.groovebox.sandbox.operation;

/**
 * An image that a pull has brought, or found here.
 *
 * @param name familiar: "hello:latest"; or the place that it was read from
 * @param id the configuration's digest
 * @param digest what the name stands for in the registry: an index's or a manifest's
 * @param fresh whether it was not here before
 */
public record PulledImage(String name, String id, String digest, boolean fresh) {}
