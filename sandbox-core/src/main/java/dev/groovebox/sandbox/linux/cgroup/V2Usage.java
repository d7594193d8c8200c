package dev.groovebox.sandbox.linux.cgroup;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.OptionalLong;

/** What version 2 has counted for a group; a file of a controller that is not enabled is not there. */
record V2Usage(GroupFolder folder) {
    CgroupUsage read() throws IOException {
        return new CgroupUsage(
                usedMemory(),
                limit("memory.max"),
                limit("memory.peak"),
                Duration.of(folder.readKeyed("cpu.stat", "usage_usec"), ChronoUnit.MICROS),
                folder.has("pids.current") ? Long.parseLong(folder.read("pids.current")) : folder.processes().size(),
                limit("pids.max"),
                blockBytes("rbytes="),
                blockBytes("wbytes="),
                folder.has("memory.events") ? folder.readKeyed("memory.events", "oom_kill") : 0);
    }

    /** Docker's figure: page cache that can be dropped at once does not count. */
    private OptionalLong usedMemory() throws IOException {
        if (!folder.has("memory.current")) {
            return OptionalLong.empty();
        }
        long used = Long.parseLong(folder.read("memory.current"));
        return OptionalLong.of(Math.max(0, used - folder.readKeyed("memory.stat", "inactive_file")));
    }

    private OptionalLong limit(String file) throws IOException {
        return folder.has(file) ? folder.readLimit(file) : OptionalLong.empty();
    }

    /** Lines of "MAJOR:MINOR rbytes=N wbytes=N rios=N ...". */
    private long blockBytes(String key) throws IOException {
        if (!folder.has("io.stat")) {
            return 0;
        }
        return folder.read("io.stat").lines()
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .filter(word -> word.startsWith(key))
                .mapToLong(word -> Long.parseLong(word.substring(key.length())))
                .sum();
    }
}
