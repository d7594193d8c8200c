package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A container's groups, one in each version 1 hierarchy. */
final class CgroupV1Group implements ContainerCgroup {
    private final List<Hierarchy> hierarchies;
    private final String name;

    CgroupV1Group(List<Hierarchy> hierarchies, String name) {
        this.hierarchies = hierarchies;
        this.name = name;
    }

    @Override
    public List<Path> joinFiles() {
        return folderStream().map(folder -> folder.file("tasks")).toList();
    }

    @Override
    public Optional<Path> cloneInto() {
        return Optional.empty();
    }

    @Override
    public List<Path> folders() {
        return folderStream().map(GroupFolder::path).toList();
    }

    @Override
    public Optional<Path> oomCounter() {
        return with("memory").map(folder -> folder.file("memory.oom_control"));
    }

    /** Deny all, then allow: what is written here holds before the first process joins. */
    void allowDevicesOnly(List<DeviceRule> rules) throws IOException {
        GroupFolder devices = with("devices").orElseThrow(CgroupFailures::noDevicesController);
        devices.write("devices.deny", "a");
        for (DeviceRule rule : rules) {
            devices.write("devices.allow", rule.line());
        }
    }

    @Override
    public void update(Limits limits) throws IOException {
        boolean swapAccounting = false;
        long currentMemory = Long.MAX_VALUE;
        Optional<GroupFolder> memory = with("memory");
        if (memory.isPresent() && limits.memoryBytes().isPresent()) {
            swapAccounting = memory.get().has("memory.memsw.limit_in_bytes");
            currentMemory = Long.parseLong(memory.get().read("memory.limit_in_bytes"));
        }
        LimitWriter.write(new V1Limits(limits, swapAccounting, currentMemory).settings(), this::with);
    }

    @Override
    public CgroupUsage usage() throws IOException {
        return new V1Usage(this::with).read();
    }

    @Override
    public void freeze() throws IOException, InterruptedException {
        freezer().freeze();
    }

    @Override
    public void thaw() throws IOException {
        freezer().thaw();
    }

    @Override
    public boolean isFrozen() throws IOException {
        return freezer().isFrozen();
    }

    private V1Freezer freezer() {
        return new V1Freezer(name, with("freezer").orElseThrow(() -> CgroupFailures.noFreezer(name)));
    }

    @Override
    public List<Integer> processes() throws IOException {
        Set<Integer> processes = new TreeSet<>();
        for (GroupFolder folder : folderStream().toList()) {
            processes.addAll(folder.processes());
        }
        return List.copyOf(processes);
    }

    /** Goes on with the other hierarchies when one can't be removed, so that as little as possible stays. */
    @Override
    public void remove() throws IOException, InterruptedException {
        IOException failure = null;
        for (GroupFolder folder : folderStream().toList()) {
            try {
                folder.remove();
            } catch (IOException busy) {
                if (failure == null) {
                    failure = busy;
                } else {
                    failure.addSuppressed(busy);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Stream<GroupFolder> folderStream() {
        return hierarchies.stream().map(hierarchy -> hierarchy.group(name));
    }

    private Optional<GroupFolder> with(String controller) {
        return hierarchies.stream()
                .filter(hierarchy -> hierarchy.controllers().contains(controller))
                .findFirst()
                .map(hierarchy -> hierarchy.group(name));
    }
}
