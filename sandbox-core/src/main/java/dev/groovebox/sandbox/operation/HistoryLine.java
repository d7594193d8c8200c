package dev.groovebox.sandbox.operation;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of {@code history}: one step of an image's making.
 *
 * @param layer the layer's uncompressed digest; absent when the step changed the configuration only
 * @param sizeBytes of the layer's files, unpacked; of its archive while that is all that is known
 */
public record HistoryLine(
        Optional<String> layer, Optional<Instant> created, String createdBy, long sizeBytes, String comment) {}
