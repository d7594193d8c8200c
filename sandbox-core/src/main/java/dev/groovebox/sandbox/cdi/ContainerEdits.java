package dev.groovebox.sandbox.cdi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a device's description changes of a container.
 *
 * @param environment by name
 * @param groups that the program is in, too
 */
public record ContainerEdits(Map<String, String> environment, List<DeviceNode> nodes, List<EditMount> mounts, List<Long> groups) {
    public static final ContainerEdits NONE = new ContainerEdits(Map.of(), List.of(), List.of(), List.of());

    public ContainerEdits {
        environment = Map.copyOf(environment);
        nodes = List.copyOf(nodes);
        mounts = List.copyOf(mounts);
        groups = List.copyOf(groups);
    }

    /** A file or folder of this machine. */
    public record EditMount(Path source, String target, boolean readOnly, boolean noSuid, boolean noDevices, boolean noExec, boolean recursive) {}

    /** Both, once each. */
    ContainerEdits and(ContainerEdits more) {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.putAll(more.environment);
        return new ContainerEdits(variables, union(nodes, more.nodes), union(mounts, more.mounts), union(groups, more.groups));
    }

    private static <T> List<T> union(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        more.stream().filter(each -> !all.contains(each)).forEach(all::add);
        return all;
    }
}
