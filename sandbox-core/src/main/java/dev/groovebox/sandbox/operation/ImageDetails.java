package dev.groovebox.sandbox.operation;

import dev.groovebox.registry.json.JsonObject;

/**
 * All that is known of one image.
 *
 * @param document in the shape of docker's {@code image inspect}
 */
public record ImageDetails(ImageSummary summary, JsonObject document) {}
