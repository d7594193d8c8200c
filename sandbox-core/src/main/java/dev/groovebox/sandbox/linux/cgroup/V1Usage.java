package dev.groovebox.sandbox.linux.cgroup;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What version 1 controllers have counted. */
record V1Usage(Function<String, Optional<GroupFolder>> folderOf) {
    /** No limit reads as the greatest multiple of a page. */
    private static final long UNLIMITED_FROM = 1L << 62;
    private static final String BLOCK_BYTES = "blkio.throttle.io_service_bytes_recursive";

    CgroupUsage read() throws IOException {
        Optional<GroupFolder> memory = folderOf.apply("memory");
        Optional<GroupFolder> pids = folderOf.apply("pids");
        Optional<GroupFolder> processor = folderOf.apply("cpuacct");
        OptionalLong memoryLimit = number(memory, "memory.limit_in_bytes");
        return new CgroupUsage(
                usedMemory(memory),
                memoryLimit.stream().filter(limit -> limit < UNLIMITED_FROM).findFirst(),
                number(memory, "memory.max_usage_in_bytes"),
                Duration.ofNanos(number(processor, "cpuacct.usage").orElse(0)),
                number(pids, "pids.current").orElse(0),
                pids.isPresent() ? pids.get().readLimit("pids.max") : OptionalLong.empty(),
                blockBytes("Read"),
                blockBytes("Write"),
                memory.isPresent() ? memory.get().readKeyed("memory.oom_control", "oom_kill") : 0);
    }

    /** Docker's figure: page cache that can be dropped at once does not count. */
    private static OptionalLong usedMemory(Optional<GroupFolder> memory) throws IOException {
        if (memory.isEmpty()) {
            return OptionalLong.empty();
        }
        long used = Long.parseLong(memory.get().read("memory.usage_in_bytes"));
        long inactive = memory.get().readKeyed("memory.stat", "total_inactive_file");
        return OptionalLong.of(Math.max(0, used - inactive));
    }

    private static OptionalLong number(Optional<GroupFolder> folder, String file) throws IOException {
        return folder.isPresent()
                ? OptionalLong.of(Long.parseLong(folder.get().read(file)))
                : OptionalLong.empty();
    }

    /** Lines of "MAJOR:MINOR Read BYTES"; the last one, "Total BYTES", has no device. */
    private long blockBytes(String direction) throws IOException {
        Optional<GroupFolder> blocks = folderOf.apply("blkio").filter(folder -> folder.has(BLOCK_BYTES));
        if (blocks.isEmpty()) {
            return 0;
        }
        return blocks.get().read(BLOCK_BYTES).lines()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 3 && words[1].equals(direction))
                .mapToLong(words -> Long.parseLong(words[2]))
                .sum();
    }
}
