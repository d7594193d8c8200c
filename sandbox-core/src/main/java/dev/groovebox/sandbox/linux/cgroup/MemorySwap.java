package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.util.OptionalLong;

/** Docker's rule for memory and swap together. */
final class MemorySwap {
    static final long UNLIMITED = -1;
    static final String WAY_OUT = "remove memorySwap, or boot with swapaccount=1";

    private MemorySwap() {}

    /**
     * Memory plus swap: as asked, else twice the memory where the kernel counts swap at all; absent: nothing to set.
     * A limit that was asked for is never dropped silently: without accounting it is still answered here, and setting
     * it fails. Only "unlimited" holds by itself then.
     */
    static OptionalLong totalBytes(Limits limits, boolean swapAccounting) {
        OptionalLong asked = limits.memorySwapBytes();
        if (asked.isPresent()) {
            return asked.getAsLong() == UNLIMITED && !swapAccounting ? OptionalLong.empty() : asked;
        }
        if (limits.memoryBytes().isEmpty() || !swapAccounting) {
            return OptionalLong.empty();
        }
        long memory = limits.memoryBytes().getAsLong();
        return OptionalLong.of(memory > Long.MAX_VALUE / 2 ? UNLIMITED : 2 * memory);
    }
}
