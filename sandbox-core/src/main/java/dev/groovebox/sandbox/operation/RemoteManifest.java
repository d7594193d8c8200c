package dev.groovebox.sandbox.operation;

/**
 * A manifest or index of a registry.
 *
 * @param name familiar
 * @param json as it is there, byte for byte
 */
public record RemoteManifest(String name, String digest, String mediaType, String json) {}
