package dev.groovebox.sandbox.cdi;

import dev.groovebox.sandbox.spec.DeviceSpec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A device that is to be in a container's /dev.
 *
 * @param numbers absent: those of the host's device
 * @param permissions of the file, as the next two: absent, the host's
 */
public record DeviceNode(
        DeviceSpec device, Optional<Numbers> numbers, OptionalInt permissions, OptionalLong uid, OptionalLong gid) {
    public record Numbers(boolean block, int major, int minor) {}

    /** As the host has it. */
    public static DeviceNode of(DeviceSpec device) {
        return new DeviceNode(device, Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
}
