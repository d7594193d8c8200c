package dev.groovebox.sandbox.operation;

import java.time.Instant;

/**
 * A container's files as they were at one time.
 *
 * @param container the id of the container that it was taken of
 */
public record SnapshotSummary(String id, String container, Instant created) {}
