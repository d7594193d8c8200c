package dev.groovebox.sandbox.spec;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Resource limits of one container; an absent value means no limit.
 *
 * @param memoryBytes hard limit of memory
 * @param memorySwapBytes hard limit of memory plus swap; docker's rule: absent means twice the memory
 * @param memoryReservationBytes soft limit of memory
 * @param cpus processors' worth of time, such as 1.5
 * @param cpuShares relative weight, docker's scale (1024 is one share)
 * @param cpusetCpus processors allowed, in the kernel's list format ("0-1,3")
 * @param cpusetMems memory nodes allowed, likewise
 * @param pids the greatest number of processes and threads; {@link #ANY_NUMBER} takes away what was said before
 * @param blkioWeight relative weight of block I/O, 10 to 1000
 */
public record Limits(
        OptionalLong memoryBytes,
        OptionalLong memorySwapBytes,
        OptionalLong memoryReservationBytes,
        Optional<BigDecimal> cpus,
        OptionalInt cpuShares,
        Optional<String> cpusetCpus,
        Optional<String> cpusetMems,
        OptionalLong pids,
        OptionalInt blkioWeight) {

    public static final long ANY_NUMBER = -1;

    public static final Limits NONE = new Limits(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalInt.empty());

    /** These, and where they say nothing, those of {@code others}. */
    public Limits over(Limits others) {
        return new Limits(
                memoryBytes.isPresent() ? memoryBytes : others.memoryBytes,
                memorySwapBytes.isPresent() ? memorySwapBytes : others.memorySwapBytes,
                memoryReservationBytes.isPresent() ? memoryReservationBytes : others.memoryReservationBytes,
                cpus.or(() -> others.cpus),
                cpuShares.isPresent() ? cpuShares : others.cpuShares,
                cpusetCpus.or(() -> others.cpusetCpus),
                cpusetMems.or(() -> others.cpusetMems),
                pids.isPresent() ? pids : others.pids,
                blkioWeight.isPresent() ? blkioWeight : others.blkioWeight);
    }
}
