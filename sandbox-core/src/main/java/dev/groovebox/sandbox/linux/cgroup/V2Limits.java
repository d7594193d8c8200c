package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits as version 2 controllers take them. Pure.
 *
 * @param swapAccounting the kernel counts swap (memory.swap.max is there)
 */
record V2Limits(Limits limits, boolean swapAccounting) {
    private static final String MAX = "max";

    List<LimitSetting> settings() {
        List<LimitSetting> settings = new ArrayList<>(memory());
        limits.pids().ifPresent(pids -> settings.add(LimitSetting.pids(pids)));
        settings.addAll(processors());
        limits.blkioWeight().ifPresent(weight -> settings.add(new LimitSetting(
                "blkioWeight",
                "io",
                List.of(
                        new LimitSetting.Target("io.bfq.weight", String.valueOf(weight)),
                        new LimitSetting.Target("io.weight", String.valueOf(ioWeight(weight)))),
                "remove it or use a BFQ scheduler")));
        return settings;
    }

    /** Version 2 counts swap by itself, not together with memory as docker's word does. */
    private List<LimitSetting> memory() {
        List<LimitSetting> settings = new ArrayList<>();
        limits.memoryBytes().ifPresent(bytes -> settings.add(LimitSetting.of(
                "memory", "memory", "memory.max", bytes, "the container may use more than that now")));
        MemorySwap.totalBytes(limits, swapAccounting).ifPresent(total -> settings.add(LimitSetting.of(
                "memorySwap",
                "memory",
                "memory.swap.max",
                total == MemorySwap.UNLIMITED ? MAX : total - limits.memoryBytes().orElse(0),
                MemorySwap.WAY_OUT)));
        limits.memoryReservationBytes().ifPresent(bytes -> settings.add(LimitSetting.of(
                "memoryReservation", "memory", "memory.low", bytes, "remove memoryReservation")));
        return settings;
    }

    private List<LimitSetting> processors() {
        List<LimitSetting> settings = new ArrayList<>();
        limits.cpus().ifPresent(cpus -> settings.add(LimitSetting.of(
                "cpus",
                "cpu",
                "cpu.max",
                V1Limits.quotaMicros(cpus) + " " + V1Limits.CPU_PERIOD_MICROS,
                "the kernel needs CONFIG_CFS_BANDWIDTH")));
        limits.cpuShares().ifPresent(shares -> settings.add(LimitSetting.of(
                "cpuShares", "cpu", "cpu.weight", cpuWeight(shares), "remove cpuShares")));
        limits.cpusetCpus().ifPresent(list -> settings.add(LimitSetting.of(
                "cpusetCpus", "cpuset", "cpuset.cpus", list, "name processors this machine has")));
        limits.cpusetMems().ifPresent(list -> settings.add(LimitSetting.of(
                "cpusetMems", "cpuset", "cpuset.mems", list, "name memory nodes this machine has")));
        return settings;
    }

    /**
     * Docker's conversion (runc 1.3.2 on): a quadratic through the logarithms of least, default and
     * greatest, so that the default of 1024 shares is the default weight of 100. The older, linear one gave 39.
     */
    static long cpuWeight(int shares) {
        if (shares <= 2) {
            return 1;
        }
        if (shares >= 262_144) {
            return 10_000;
        }
        double log = Math.log(shares) / Math.log(2);
        double exponent = (log * log + 125 * log) / 612.0 - 7.0 / 34.0;
        return (long) Math.ceil(Math.pow(10, exponent));
    }

    /** Docker's conversion: 10 to 1000 stretched linearly to 1 to 10000. */
    static long ioWeight(int weight) {
        return 1 + (weight - 10) * 9999L / 990;
    }
}
