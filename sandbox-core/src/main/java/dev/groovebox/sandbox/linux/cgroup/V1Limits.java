package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Limits as version 1 controllers take them. Pure.
 *
 * @param swapAccounting the kernel counts swap (memory.memsw.* are there)
 * @param currentMemory the group's present memory limit, which decides in which order memory and swap can be written
 */
record V1Limits(Limits limits, boolean swapAccounting, long currentMemory) {
    static final long CPU_PERIOD_MICROS = 100_000;
    private static final String MEMORY = "memory.limit_in_bytes";
    private static final String SWAP = "memory.memsw.limit_in_bytes";

    List<LimitSetting> settings() {
        List<LimitSetting> settings = new ArrayList<>(memory());
        limits.memoryReservationBytes().ifPresent(bytes -> settings.add(LimitSetting.of(
                "memoryReservation", "memory", "memory.soft_limit_in_bytes", bytes, "remove memoryReservation")));
        limits.pids().ifPresent(pids -> settings.add(LimitSetting.pids(pids)));
        settings.addAll(processors());
        limits.blkioWeight().ifPresent(weight -> settings.add(new LimitSetting(
                "blkioWeight",
                "blkio",
                List.of(
                        new LimitSetting.Target("blkio.weight", String.valueOf(weight)),
                        new LimitSetting.Target("blkio.bfq.weight", String.valueOf(weight))),
                "remove it or use a BFQ scheduler")));
        return settings;
    }

    /** The kernel holds memory <= memory + swap at every moment, so the order of the two writes matters. */
    private List<LimitSetting> memory() {
        List<LimitSetting> settings = new ArrayList<>();
        limits.memoryBytes().ifPresent(bytes -> settings.add(
                LimitSetting.of("memory", "memory", MEMORY, bytes, "the container may use more than that now")));
        OptionalLong total = MemorySwap.totalBytes(limits, swapAccounting);
        total.ifPresent(bytes -> {
            LimitSetting swap = LimitSetting.of("memorySwap", "memory", SWAP, bytes, MemorySwap.WAY_OUT);
            boolean swapFirst = bytes == MemorySwap.UNLIMITED || bytes >= currentMemory;
            settings.add(swapFirst ? 0 : settings.size(), swap);
        });
        return settings;
    }

    private List<LimitSetting> processors() {
        List<LimitSetting> settings = new ArrayList<>();
        limits.cpus().ifPresent(cpus -> {
            settings.add(LimitSetting.of(
                    "cpus", "cpu", "cpu.cfs_period_us", CPU_PERIOD_MICROS, "the kernel needs CONFIG_CFS_BANDWIDTH"));
            settings.add(LimitSetting.of(
                    "cpus", "cpu", "cpu.cfs_quota_us", quotaMicros(cpus), "ask for at least 0.01 cpus"));
        });
        limits.cpuShares().ifPresent(shares -> settings.add(
                LimitSetting.of("cpuShares", "cpu", "cpu.shares", shares, "remove cpuShares")));
        limits.cpusetCpus().ifPresent(list -> settings.add(
                LimitSetting.of("cpusetCpus", "cpuset", "cpuset.cpus", list, "name processors this machine has")));
        limits.cpusetMems().ifPresent(list -> settings.add(
                LimitSetting.of("cpusetMems", "cpuset", "cpuset.mems", list, "name memory nodes this machine has")));
        return settings;
    }

    static long quotaMicros(BigDecimal cpus) {
        return cpus.multiply(BigDecimal.valueOf(CPU_PERIOD_MICROS)).longValue();
    }
}
