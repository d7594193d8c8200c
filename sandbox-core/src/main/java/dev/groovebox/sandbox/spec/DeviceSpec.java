package dev.groovebox.sandbox.spec;

import java.nio.file.Path;

/**
 * A device of this machine that a container may use.
 *
 * @param source on the host
 * @param target inside, below /dev
 * @param permissions letters of "rwm"
 */
public record DeviceSpec(Path source, String target, String permissions) {}
