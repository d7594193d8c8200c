package dev.groovebox.sandbox.launch;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.sandbox.linux.capability.CapabilitySet;
import dev.groovebox.sandbox.linux.rlimit.UlimitPlan;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Everything that {@link LaunchPlanner} decides from.
 *
 * @param layers topmost first
 * @param upper what the container writes
 * @param user resolved against the image's own accounts
 * @param capabilities resolved and clamped
 * @param limits resolved and clamped
 * @param seccomp the filter's program; absent when unconfined
 * @param userIdBase the first host id of the container's range; absent without a user namespace
 * @param ephemeral nothing of it need survive a power loss
 * @param name of the container, for its log
 * @param joins the containers whose namespaces it shares, as they run now
 * @param devices asked for beyond the default ones, resolved
 * @param reachable other commands can reach it
 */
public record LaunchRequest(
        String containerId,
        ContainerSpec spec,
        ImageConfig.Execution image,
        ContainerPaths paths,
        List<Path> layers,
        Path upper,
        Path work,
        Account user,
        CapabilitySet capabilities,
        List<UlimitPlan.Setting> limits,
        Optional<byte[]> seccomp,
        LaunchPlan.Cgroup cgroup,
        OptionalLong userIdBase,
        boolean ephemeral,
        Attendance attendance,
        String name,
        boolean reachable,
        List<LaunchPlan.Join> joins,
        List<LaunchPlan.Device> devices) {
    public LaunchRequest {
        layers = List.copyOf(layers);
        limits = List.copyOf(limits);
        joins = List.copyOf(joins);
        devices = List.copyOf(devices);
    }

    /**
     * Who the program runs as, inside.
     *
     * @param groups supplementary, without duplicates
     */
    public record Account(long uid, long gid, List<Long> groups, String home) {
        public Account {
            groups = List.copyOf(groups);
        }

        /** The same in more groups. */
        public Account with(List<Long> more) {
            return new Account(uid, gid, Stream.concat(groups.stream(), more.stream()).distinct().toList(), home);
        }
    }
}
