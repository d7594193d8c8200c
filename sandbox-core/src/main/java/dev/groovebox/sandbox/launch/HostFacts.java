package dev.groovebox.sandbox.launch;

import java.util.List;

/**
 * What a launch must know about this machine. A value, so that plans can be made for machines that this one is not.
 *
 * @param cgroupVersion 1 or 2
 * @param cgroupHierarchies on version 1: each mount's controllers, in the kernel's words ("cpu,cpuacct")
 */
public record HostFacts(String bootId, String hostname, int cgroupVersion, List<String> cgroupHierarchies) {
    public HostFacts {
        cgroupHierarchies = List.copyOf(cgroupHierarchies);
    }
}
