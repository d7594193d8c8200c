package dev.groovebox.sandbox.linux.cgroup;

import java.util.OptionalInt;

/**
 * A device that a container may use beyond the usual ones.
 *
 * @param access letters of "rwm"
 */
public record DeviceAccess(boolean block, int major, int minor, String access) {
    DeviceRule rule() {
        return new DeviceRule(
                block ? DeviceRule.Kind.BLOCK : DeviceRule.Kind.CHARACTER,
                OptionalInt.of(major),
                OptionalInt.of(minor),
                access);
    }
}
