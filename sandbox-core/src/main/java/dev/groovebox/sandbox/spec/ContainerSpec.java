package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.oci.Platform;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the user asked of one container, before the image's own configuration is merged in.
 * Made by {@link ContainerSpecBuilder}, which validates it and names all its problems at once.
 *
 * @param name absent: the engine gives one
 * @param image a reference, an id or a prefix of one
 * @param platform of the image; absent: this machine's, where the image has it
 * @param command replaces the image's CMD when not empty
 * @param entrypoint replaces the image's ENTRYPOINT; present and empty removes it
 * @param environment added to the image's; keeps the order given
 * @param user docker's form: name|uid[:group|gid]; absent: the image's
 * @param additionalGroups names or numbers
 * @param capabilitiesAdded without the CAP_ prefix, upper case; "ALL" allowed
 * @param timeout ends the container when it runs longer
 * @param remove the container is deleted when it has ended (docker's --rm)
 * @param sysctls "net.ipv4.ip_forward" to its value
 * @param shmBytes the size of /dev/shm; 64 MB when absent
 * @param cdiDevices "vendor.com/class=name", described by files of /etc/cdi
 * @param ports of the host that lead to it
 * @param volumesFrom containers whose volumes and binds it has too: "name" or "name:ro"
 */
public record ContainerSpec(
        Optional<String> name,
        String image,
        Optional<Platform> platform,
        List<String> command,
        Optional<List<String>> entrypoint,
        Map<String, String> environment,
        Optional<String> workingFolder,
        Optional<String> user,
        List<String> additionalGroups,
        Optional<String> hostname,
        Limits limits,
        List<MountSpec> mounts,
        boolean readOnlyRoot,
        NetworkSpec network,
        List<String> capabilitiesAdded,
        List<String> capabilitiesDropped,
        boolean privileged,
        SeccompChoice seccomp,
        boolean noNewPrivileges,
        UserNamespace userNamespace,
        List<Ulimit> ulimits,
        OptionalInt oomScoreAdjustment,
        int umask,
        boolean init,
        boolean terminal,
        boolean openStdin,
        Optional<Duration> timeout,
        Optional<String> stopSignal,
        Map<String, String> labels,
        boolean remove,
        Supervision supervision,
        NamespaceSharing sharing,
        NameResolution names,
        Map<String, String> sysctls,
        OptionalLong shmBytes,
        List<DeviceSpec> devices,
        List<String> cdiDevices,
        PublishedPorts ports,
        List<String> volumesFrom) {

    public ContainerSpec {
        command = List.copyOf(command);
        entrypoint = entrypoint.map(List::copyOf);
        environment = Ordered.copyOf(environment);
        additionalGroups = List.copyOf(additionalGroups);
        mounts = List.copyOf(mounts);
        capabilitiesAdded = List.copyOf(capabilitiesAdded);
        capabilitiesDropped = List.copyOf(capabilitiesDropped);
        ulimits = List.copyOf(ulimits);
        labels = Ordered.copyOf(labels);
        sysctls = Ordered.copyOf(sysctls);
        devices = List.copyOf(devices);
        cdiDevices = List.copyOf(cdiDevices);
        volumesFrom = List.copyOf(volumesFrom);
    }

    public static ContainerSpecBuilder builder(String image) {
        return new ContainerSpecBuilder(image);
    }

    /**
     * The same container with other limits, or watched over otherwise.
     *
     * @throws SpecException when that is impossible
     */
    public ContainerSpec with(Limits limits, Supervision supervision) {
        ContainerSpec changed = with(limits, mounts, network, supervision, environment);
        SpecRules.require(changed);
        return changed;
    }

    /** The same on other networks. */
    public ContainerSpec with(NetworkSpec network) {
        return with(limits, mounts, network, supervision, environment);
    }

    /** The same with other mounts. */
    public ContainerSpec with(List<MountSpec> mounts) {
        return with(limits, mounts, network, supervision, environment);
    }

    /** The same with more variables, which win over those of the same name. */
    public ContainerSpec with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return with(limits, mounts, network, supervision, all);
    }

    /**
     * Docker's rule for one that is about to be made or changed: what is removed when it has ended can't be started again. Not a rule of
     * all specifications, since a script's container is removed or stays by what is done with it.
     *
     * @throws SpecException when it is to be both
     */
    public ContainerSpec requireOneEnd() {
        if (remove && supervision.restart().kind() != RestartPolicy.Kind.NO) {
            throw new SpecException("invalid container", name.orElse(image), List.of("restart: it is removed when it has "
                    + "ended (--rm; in a script, run() without keep()), so that nothing is left to start again"));
        }
        return this;
    }

    private ContainerSpec with(
            Limits limits, List<MountSpec> mounts, NetworkSpec network, Supervision supervision, Map<String, String> environment) {
        return new ContainerSpec(
                name,
                image,
                platform,
                command,
                entrypoint,
                environment,
                workingFolder,
                user,
                additionalGroups,
                hostname,
                limits,
                mounts,
                readOnlyRoot,
                network,
                capabilitiesAdded,
                capabilitiesDropped,
                privileged,
                seccomp,
                noNewPrivileges,
                userNamespace,
                ulimits,
                oomScoreAdjustment,
                umask,
                init,
                terminal,
                openStdin,
                timeout,
                stopSignal,
                labels,
                remove,
                supervision,
                sharing,
                names,
                sysctls,
                shmBytes,
                devices,
                cdiDevices,
                ports,
                volumesFrom);
    }
}
