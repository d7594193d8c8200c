package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.sandbox.linux.LibseccompCalls.Comparison;
import dev.groovebox.sandbox.linux.capability.Capability;
import dev.groovebox.sandbox.linux.capability.CapabilitySet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One rule of a profile.
 *
 * @param action libseccomp's number
 * @param architectures machines it is for; empty: all
 * @param with only for containers that have it
 * @param without only for containers that have it not
 * @param comparisons only if arguments compare so, all of them
 * @param names of the calls it is about
 */
record SyscallRule(
        int action,
        Set<Architecture> architectures,
        Optional<Capability> with,
        Optional<Capability> without,
        List<Comparison> comparisons,
        List<String> names) {

    SyscallRule {
        architectures = Set.copyOf(architectures);
        comparisons = List.copyOf(comparisons);
        names = List.copyOf(names);
    }

    boolean appliesTo(Architecture architecture, CapabilitySet capabilities) {
        return (architectures.isEmpty() || architectures.contains(architecture))
                && with.map(capabilities::has).orElse(true)
                && !without.map(capabilities::has).orElse(false);
    }
}
