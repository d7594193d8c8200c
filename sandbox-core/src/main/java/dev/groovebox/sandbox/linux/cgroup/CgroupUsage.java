package dev.groovebox.sandbox.linux.cgroup;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a container uses now.
 *
 * @param memoryLimitBytes absent when there is none
 */
public record CgroupUsage(
        OptionalLong memoryBytes,
        OptionalLong memoryLimitBytes,
        OptionalLong memoryPeakBytes,
        Duration cpu,
        long pids,
        OptionalLong pidsLimit,
        long blockReadBytes,
        long blockWrittenBytes,
        long oomKills) {}
