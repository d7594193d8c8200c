package dev.groovebox.sandbox.linux.cgroup;

import dev.groovebox.sandbox.spec.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A container's group in the version 2 hierarchy. */
final class CgroupV2Group implements ContainerCgroup {
    private final GroupFolder folder;
    private final String name;
    private final List<String> controllers;

    CgroupV2Group(GroupFolder folder, String name, List<String> controllers) {
        this.folder = folder;
        this.name = name;
        this.controllers = List.copyOf(controllers);
    }

    @Override
    public List<Path> joinFiles() {
        return List.of();
    }

    @Override
    public Optional<Path> cloneInto() {
        return Optional.of(folder.path());
    }

    @Override
    public List<Path> folders() {
        return List.of(folder.path());
    }

    @Override
    public Optional<Path> oomCounter() {
        return with("memory").map(memory -> memory.file("memory.events"));
    }

    @Override
    public void update(Limits limits) throws IOException {
        boolean swapAccounting = folder.has("memory.swap.max");
        LimitWriter.write(new V2Limits(limits, swapAccounting).settings(), this::with);
    }

    @Override
    public CgroupUsage usage() throws IOException {
        return new V2Usage(folder).read();
    }

    @Override
    public void freeze() throws IOException, InterruptedException {
        new V2Freezer(name, folder).freeze();
    }

    @Override
    public void thaw() throws IOException {
        new V2Freezer(name, folder).thaw();
    }

    @Override
    public boolean isFrozen() throws IOException {
        return new V2Freezer(name, folder).isFrozen();
    }

    @Override
    public List<Integer> processes() throws IOException {
        return folder.processes();
    }

    @Override
    public void remove() throws IOException, InterruptedException {
        folder.remove();
    }

    private Optional<GroupFolder> with(String controller) {
        return controllers.contains(controller) ? Optional.of(folder) : Optional.empty();
    }
}
