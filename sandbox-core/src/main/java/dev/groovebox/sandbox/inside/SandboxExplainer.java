package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.linux.cgroup.CgroupUsage;
import dev.groovebox.sandbox.linux.cgroup.ContainerCgroup;
import dev.groovebox.sandbox.operation.SandboxExplanation;
import dev.groovebox.sandbox.operation.SandboxExplanation.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells how a sandbox is made: what is so is read from the kernel, not from what was asked for.
 *
 * @param layers topmost first
 */
public record SandboxExplainer(Container container, List<Path> layers, ContainerCgroup cgroup) {
    private static final Map<String, String> NAMESPACES = namespaces();

    private static Map<String, String> namespaces() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("pid", "which processes it sees");
        kinds.put("mnt", "which files it sees");
        kinds.put("net", "interfaces, routes, ports");
        kinds.put("uts", "host name");
        kinds.put("ipc", "shared memory, message queues");
        kinds.put("cgroup", "where the tree of control groups begins");
        kinds.put("user", "what user ids mean");
        return kinds;
    }

    public SandboxExplanation explain() throws IOException {
        ContainerRecord record = container.record();
        List<Table> tables = new ArrayList<>();
        if (container.state().pid().isPresent()) {
            ProcessFiles process = new ProcessFiles(container.state().pid().getAsInt());
            tables.add(namespaces(process));
            tables.add(new RightsTable(process).build());
            tables.add(groups());
            tables.add(root());
            tables.add(new MountsTable(process, record.id()).build());
        } else {
            tables.add(root());
        }
        return new SandboxExplanation(
                record.name() + " (" + record.id().substring(0, 12) + "), " + word() + ", of image " + record.image()
                        + ": " + String.join(" ", record.command()),
                tables);
    }

    private String word() {
        return container.state().pid().isPresent()
                ? "process " + container.state().pid().getAsInt() + " of this machine"
                : "not running";
    }

    private static Table namespaces(ProcessFiles process) {
        ProcessFiles ours = new ProcessFiles((int) ProcessHandle.current().pid());
        List<List<String>> rows = new ArrayList<>();
        NAMESPACES.forEach((kind, meaning) -> {
            String inside = inode(process, kind);
            String outside = inode(ours, kind);
            rows.add(List.of(kind, inside, outside, inside.equals(outside) ? "the machine's" : "its own", meaning));
        });
        return new Table("Namespaces", List.of("KIND", "INSIDE", "OUTSIDE", "WHOSE", "WHAT IT IS"), rows);
    }

    /** The link reads "pid:[4026532180]". */
    private static String inode(ProcessFiles process, String kind) {
        return process.link("ns/" + kind).map(text -> text.replaceAll("\\D", "")).orElse("?");
    }

    private Table groups() throws IOException {
        CgroupUsage usage = cgroup.usage();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("memory", bytes(usage.memoryBytes()), bytes(usage.memoryLimitBytes())));
        rows.add(List.of("memory, most so far", bytes(usage.memoryPeakBytes()), ""));
        rows.add(List.of("processes", Long.toString(usage.pids()), limit(usage.pidsLimit())));
        rows.add(List.of("processor time", usage.cpu().toMillis() + " ms",
                container.record().spec().limits().cpus().map(cpus -> cpus.toPlainString() + " processors").orElse("none")));
        rows.add(List.of("read from disks", Long.toString(usage.blockReadBytes()), ""));
        rows.add(List.of("written to disks", Long.toString(usage.blockWrittenBytes()), ""));
        rows.add(List.of("killed for want of memory", Long.toString(usage.oomKills()), ""));
        groupFolders().forEach(folder -> rows.add(List.of("group", folder, "")));
        return new Table("Control group", List.of("WHAT", "USE", "LIMIT"), rows);
    }

    /** Version 1 has a folder for each controller: they differ in that one word. */
    private List<String> groupFolders() {
        String id = container.record().id();
        List<String> controllers = new ArrayList<>();
        String pattern = "";
        for (Path folder : cgroup.folders()) {
            Path hierarchy = folder.getParent().getParent();
            controllers.add(hierarchy.getFileName().toString());
            pattern = hierarchy.resolveSibling("*").resolve(hierarchy.relativize(folder)).toString();
        }
        if (controllers.size() < 2) {
            return cgroup.folders().stream().map(folder -> MountsTable.shortened(folder.toString(), id)).toList();
        }
        return List.of(MountsTable.shortened(pattern, id), "of " + String.join(" ", controllers));
    }

    private static String bytes(OptionalLong bytes) {
        long kibibytes = (bytes.orElse(0) + 1023) / 1024;
        return bytes.isEmpty() ? "none" : kibibytes < 10 << 10 ? kibibytes + " KiB" : kibibytes / 1024 + " MiB";
    }

    private static String limit(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "none";
    }

    private Table root() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("what it has written", MountsTable.shortened(container.paths().upper().toString(), container.record().id())));
        rows.add(List.of("places for the default mounts", "a layer of the engine's own"));
        for (int i = 0; i < layers.size(); i++) {
            rows.add(List.of("layer " + (layers.size() - i) + " of the image", layers.get(i).toString()));
        }
        return new Table("Root filesystem (an overlay of these, the first on top)", List.of("WHAT", "FOLDER"), rows);
    }
}
