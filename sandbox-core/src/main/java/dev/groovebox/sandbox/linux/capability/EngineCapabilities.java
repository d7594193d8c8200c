package dev.groovebox.sandbox.linux.capability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process may do, as /proc/PID/status tells it.
 *
 * @param effective what it may do now
 * @param bounding what a program it starts can have at most
 */
public record EngineCapabilities(CapabilitySet effective, CapabilitySet bounding) {
    public static EngineCapabilities ofThisProcess() throws IOException {
        return parse(Files.readString(Path.of("/proc/self/status")));
    }

    /** @throws IllegalArgumentException when the text has no capabilities */
    public static EngineCapabilities parse(String status) {
        return new EngineCapabilities(field(status, "CapEff:"), field(status, "CapBnd:"));
    }

    private static CapabilitySet field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> new CapabilitySet(Long.parseUnsignedLong(line.substring(name.length()).strip(), 16)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + name + " in the status of a process"));
    }

    /** What can be handed to a container. */
    public CapabilitySet grantable() {
        return effective.within(bounding);
    }
}
