package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.io.IOException;
import java.util.List;

/** This machine's control groups, of version 1 or 2, as far as containers need them. */
public interface CgroupTree {
    /** 1 or 2, for {@code info}. */
    int version();

    /** The controllers that can be used, in the kernel's words. */
    List<String> controllers();

    /** On version 1: the controllers that we use of each mounted hierarchy, as mount(8) names them ("cpu,cpuacct"). */
    default List<String> hierarchies() {
        return List.of();
    }

    /**
     * Makes a group under ours and sets its limits and device rules, so that they hold before any process is in it.
     *
     * @param name the container's id
     * @param privileged every device is allowed
     * @param devices allowed beyond the usual ones
     * @throws dev.groovebox.sandbox.failure.EngineException when a limit was asked for whose controller is missing
     */
    ContainerCgroup create(String name, Limits limits, boolean privileged, List<DeviceAccess> devices) throws IOException;

    default ContainerCgroup create(String name, Limits limits, boolean privileged) throws IOException {
        return create(name, limits, privileged, List.of());
    }

    /** The group of that name as it is on this machine now, whether or not any part of it exists. */
    ContainerCgroup find(String name);

    /** Names of the groups under ours, for finding what a killed process left. */
    List<String> names() throws IOException;

    /** Removes our own parent groups when they are empty. */
    void removeEmptyParents() throws IOException;
}
