package dev.groovebox.sandbox.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What a container uses, at one moment.
 *
 * @param cpu processor time since it was started
 * @param memoryLimitBytes the machine's memory when it has no limit of its own
 * @param receivedBytes by its network interfaces, without loopback
 */
public record ContainerStats(
        String id,
        String name,
        Instant time,
        Duration cpu,
        long memoryBytes,
        long memoryLimitBytes,
        long receivedBytes,
        long sentBytes,
        long blockReadBytes,
        long blockWrittenBytes,
        long pids,
        OptionalLong pidsLimit) {
    /** Processor time since an earlier sample, 100 for one processor fully used. */
    public double cpuPercentSince(ContainerStats earlier) {
        long between = Duration.between(earlier.time, time).toNanos();
        return between <= 0 ? 0 : 100.0 * Math.max(0, cpu.minus(earlier.cpu).toNanos()) / between;
    }

    public double memoryPercent() {
        return memoryLimitBytes == 0 ? 0 : 100.0 * memoryBytes / memoryLimitBytes;
    }
}
