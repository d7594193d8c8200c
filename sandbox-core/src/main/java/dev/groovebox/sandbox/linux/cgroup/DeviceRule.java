package dev.groovebox.sandbox.linux.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Devices a container may use.
 *
 * @param major absent: every one
 * @param minor absent: every one
 * @param access of r (read), w (write), m (mknod)
 */
record DeviceRule(Kind kind, OptionalInt major, OptionalInt minor, String access) {
    /** The letter is the kernel's in devices.allow, the number its in struct bpf_cgroup_dev_ctx. */
    enum Kind {
        BLOCK('b', 1),
        CHARACTER('c', 2);

        final char letter;
        final int bpfType;

        Kind(char letter, int bpfType) {
            this.letter = letter;
            this.bpfType = bpfType;
        }
    }

    /**
     * Docker's: any node may be made, and only these opened: null, zero, full, random, urandom, tty, ptmx and the
     * slaves of devpts. Not the console (5:1): the one a container gets is a slave of its own devpts.
     */
    static final List<DeviceRule> DEFAULTS = List.of(
            everyNode(Kind.CHARACTER),
            everyNode(Kind.BLOCK),
            character(1, 3),
            character(1, 5),
            character(1, 7),
            character(1, 8),
            character(1, 9),
            character(5, 0),
            character(5, 2),
            new DeviceRule(Kind.CHARACTER, OptionalInt.of(136), OptionalInt.empty(), "rwm"));

    /** The usual ones and more. */
    static List<DeviceRule> with(List<DeviceAccess> more) {
        List<DeviceRule> rules = new ArrayList<>(DEFAULTS);
        more.forEach(device -> rules.add(device.rule()));
        return rules;
    }

    private static DeviceRule everyNode(Kind kind) {
        return new DeviceRule(kind, OptionalInt.empty(), OptionalInt.empty(), "m");
    }

    private static DeviceRule character(int major, int minor) {
        return new DeviceRule(Kind.CHARACTER, OptionalInt.of(major), OptionalInt.of(minor), "rwm");
    }

    /** A line of devices.allow. */
    String line() {
        return kind.letter + " " + number(major) + ":" + number(minor) + " " + access;
    }

    private static String number(OptionalInt number) {
        return number.isPresent() ? String.valueOf(number.getAsInt()) : "*";
    }
}
