package dev.groovebox.sandbox.linux.capability;

import java.util.Collection;

/**
 * A set of capabilities as the kernel's mask.
 *
 * @param mask bit n is capability number n (linux/capability.h)
 */
public record CapabilitySet(long mask) {
    public static final CapabilitySet EMPTY = new CapabilitySet(0);

    public static CapabilitySet of(Collection<Capability> capabilities) {
        long mask = 0;
        for (Capability capability : capabilities) {
            mask |= 1L << capability.number();
        }
        return new CapabilitySet(mask);
    }

    public boolean has(Capability capability) {
        return (mask & 1L << capability.number()) != 0;
    }

    public CapabilitySet plus(CapabilitySet other) {
        return new CapabilitySet(mask | other.mask);
    }

    public CapabilitySet minus(CapabilitySet other) {
        return new CapabilitySet(mask & ~other.mask);
    }

    public CapabilitySet within(CapabilitySet bound) {
        return new CapabilitySet(mask & bound.mask);
    }
}
