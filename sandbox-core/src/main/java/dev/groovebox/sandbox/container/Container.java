package dev.groovebox.sandbox.container;

import dev.groovebox.sandbox.storage.ContainerPaths;

/** A container of the store, as it was when it was looked at. */
public record Container(ContainerRecord record, ContainerState state, ContainerPaths paths) {}
