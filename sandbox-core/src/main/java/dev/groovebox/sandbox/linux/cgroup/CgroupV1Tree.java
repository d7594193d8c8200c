package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/** Version 1: a hierarchy for each controller, or for a few together; a container has a group in each. */
final class CgroupV1Tree implements CgroupTree {
    /** Those a container is put into; others (net_cls, perf_event, systemd's own) are left alone. */
    static final List<String> CONTROLLERS =
            List.of("memory", "pids", "devices", "freezer", "cpu", "cpuacct", "cpuset", "blkio");

    private final List<Hierarchy> hierarchies;

    CgroupV1Tree(List<Hierarchy> hierarchies) {
        this.hierarchies = List.copyOf(hierarchies);
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> controllers() {
        return CONTROLLERS.stream().filter(this::has).toList();
    }

    @Override
    public List<String> hierarchies() {
        return hierarchies.stream()
                .map(hierarchy -> String.join(",", hierarchy.controllers()))
                .toList();
    }

    @Override
    public ContainerCgroup create(String name, Limits limits, boolean privileged, List<DeviceAccess> devices)
            throws IOException {
        if (!privileged && !has("devices")) {
            throw CgroupFailures.noDevicesController();
        }
        CgroupV1Group group = group(name);
        Removal.ofLeftover(name, group);
        try {
            for (Hierarchy hierarchy : hierarchies) {
                hierarchy.create(name);
            }
            if (!privileged) {
                group.allowDevicesOnly(DeviceRule.with(devices));
            }
            group.update(limits);
            return group;
        } catch (IOException | RuntimeException failure) {
            Removal.after(failure, group);
            throw failure;
        }
    }

    @Override
    public ContainerCgroup find(String name) {
        return group(name);
    }

    private CgroupV1Group group(String name) {
        GroupFolder.checkedName(name);
        return new CgroupV1Group(hierarchies, name);
    }

    @Override
    public List<String> names() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (Hierarchy hierarchy : hierarchies) {
            names.addAll(hierarchy.parent().childNames());
        }
        return List.copyOf(names);
    }

    @Override
    public void removeEmptyParents() throws IOException {
        for (Hierarchy hierarchy : hierarchies) {
            hierarchy.parent().removeIfEmpty();
        }
    }

    private boolean has(String controller) {
        return hierarchies.stream().anyMatch(hierarchy -> hierarchy.controllers().contains(controller));
    }
}
