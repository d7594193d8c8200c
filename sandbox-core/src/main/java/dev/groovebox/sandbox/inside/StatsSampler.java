package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.linux.cgroup.CgroupUsage;
import dev.groovebox.sandbox.operation.ContainerStats;
import java.io.IOException;
import java.time.Instant;

/** Reads what containers use. */
public final class StatsSampler {
    private static final int RECEIVED = 0;
    private static final int SENT = 8;

    private StatsSampler() {}

    /** @param pid of a process in the container's network namespace */
    public static ContainerStats sample(String id, String name, int pid, CgroupUsage usage) throws IOException {
        String devices = new ProcessFiles(pid).read("net/dev").orElse("");
        return new ContainerStats(
                id,
                name,
                Instant.now(),
                usage.cpu(),
                usage.memoryBytes().orElse(0),
                Math.min(usage.memoryLimitBytes().orElse(Long.MAX_VALUE), machineMemory()),
                sum(devices, RECEIVED),
                sum(devices, SENT),
                usage.blockReadBytes(),
                usage.blockWrittenBytes(),
                usage.pids(),
                usage.pidsLimit());
    }

    private static long machineMemory() throws IOException {
        String text = new ProcessFiles(1).read("../meminfo").orElseThrow(() -> new IOException("cannot read /proc/meminfo"));
        return Long.parseLong(ProcessFiles.field(text, "MemTotal").split(" ")[0]) * 1024;
    }

    /** Lines of "NAME: sixteen numbers", under two of headings. */
    private static long sum(String devices, int column) {
        return devices.lines()
                .filter(line -> line.contains(":") && !line.strip().startsWith("lo:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip().split("\\s+")[column]))
                .sum();
    }
}
