package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.linux.BpfCalls;
import dev.groovebox.sandbox.spec.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Version 2: one hierarchy; a group's parent says which controllers the group has. */
final class CgroupV2Tree implements CgroupTree {
    private static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu", "cpuset", "io");
    private static final String ENABLED = "cgroup.subtree_control";
    /**
     * Another engine may remove the empty parent at any moment, and an open file of a removed group fails with ENODEV,
     * which Java does not tell from other failures: so each is tried again, and the last one counts.
     */
    private static final int CREATION_ATTEMPTS = 50;

    private final GroupFolder root;
    private final List<String> controllers;
    private final BpfCalls bpf;

    /** @param root where the hierarchy is mounted: the machine's root group, or one that was delegated to us */
    CgroupV2Tree(GroupFolder root, BpfCalls bpf) throws IOException {
        this.root = root;
        this.bpf = bpf;
        List<String> offered = words(root.read("cgroup.controllers"));
        controllers = CONTROLLERS.stream().filter(offered::contains).toList();
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<String> controllers() {
        return controllers;
    }

    @Override
    public ContainerCgroup create(String name, Limits limits, boolean privileged, List<DeviceAccess> devices)
            throws IOException {
        CgroupV2Group group = group(name);
        Removal.ofLeftover(name, group);
        createFolder(name);
        try {
            if (!privileged) {
                allowDevicesOnly(parent().child(name), DeviceRule.with(devices));
            }
            group.update(limits);
            return group;
        } catch (IOException | RuntimeException failure) {
            Removal.after(failure, group);
            throw failure;
        }
    }

    private void createFolder(String name) {
        for (int attempt = 1; ; attempt++) {
            try {
                enableControllersIn(root);
                parent().createIfAbsent();
                enableControllersIn(parent());
                parent().child(name).create();
                return;
            } catch (IOException failure) {
                if (attempt == CREATION_ATTEMPTS) {
                    throw CgroupFailures.cannotCreate(name, root, failure);
                }
            }
        }
    }

    private void enableControllersIn(GroupFolder folder) throws IOException {
        List<String> enabled = words(folder.read(ENABLED));
        for (String controller : controllers) {
            if (!enabled.contains(controller)) {
                enable(controller, folder);
            }
        }
    }

    private static void enable(String controller, GroupFolder folder) throws IOException {
        try {
            folder.write(ENABLED, "+" + controller);
        } catch (IOException refused) {
            String reason = "cannot enable " + controller + " below " + folder.path() + ": " + CgroupFailures.reason(refused);
            throw new IOException(reason, refused);
        }
    }

    private void allowDevicesOnly(GroupFolder folder, List<DeviceRule> rules) {
        try {
            bpf.attachDeviceProgram(new DeviceProgram(rules).instructions(), folder.path());
        } catch (IOException refused) {
            throw CgroupFailures.noDeviceProgram(refused);
        }
    }

    @Override
    public ContainerCgroup find(String name) {
        return group(name);
    }

    @Override
    public List<String> names() throws IOException {
        return parent().childNames().stream().sorted().toList();
    }

    @Override
    public void removeEmptyParents() throws IOException {
        parent().removeIfEmpty();
    }

    private CgroupV2Group group(String name) {
        return new CgroupV2Group(parent().child(name), name, controllers);
    }

    private GroupFolder parent() {
        return root.child(Hierarchy.PARENT);
    }

    static List<String> words(String text) {
        return Arrays.asList(text.split(" "));
    }
}
