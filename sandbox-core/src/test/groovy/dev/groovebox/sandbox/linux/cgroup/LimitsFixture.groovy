package dev.groovebox.sandbox.linux.cgroup

import dev.groovebox.sandbox.spec.Limits

/** Limits by name, so that a table shows only what matters. */
class LimitsFixture {
    static Limits limits(Map values) {
        new Limits(
                number(values.memory),
                number(values.memorySwap),
                number(values.memoryReservation),
                Optional.ofNullable(values.cpus as BigDecimal),
                small(values.cpuShares),
                Optional.ofNullable(values.cpusetCpus as String),
                Optional.ofNullable(values.cpusetMems as String),
                number(values.pids),
                small(values.blkioWeight))
    }

    private static OptionalLong number(Object value) {
        value == null ? OptionalLong.empty() : OptionalLong.of(value as long)
    }

    private static OptionalInt small(Object value) {
        value == null ? OptionalInt.empty() : OptionalInt.of(value as int)
    }
}
