package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.oci.Platform;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Collects a {@link ContainerSpec}; {@link #build()} validates the whole of it. The CLI and the DSL both use it. */
public final class ContainerSpecBuilder {
    private final String image;
    private Optional<Platform> platform = Optional.empty();
    private Optional<String> name = Optional.empty();
    private List<String> command = List.of();
    private Optional<List<String>> entrypoint = Optional.empty();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<String> workingFolder = Optional.empty();
    private Optional<String> user = Optional.empty();
    private final List<String> additionalGroups = new ArrayList<>();
    private Optional<String> hostname = Optional.empty();
    private OptionalLong memoryBytes = OptionalLong.empty();
    private OptionalLong memorySwapBytes = OptionalLong.empty();
    private OptionalLong memoryReservationBytes = OptionalLong.empty();
    private Optional<BigDecimal> cpus = Optional.empty();
    private OptionalInt cpuShares = OptionalInt.empty();
    private Optional<String> cpusetCpus = Optional.empty();
    private Optional<String> cpusetMems = Optional.empty();
    private OptionalLong pids = OptionalLong.empty();
    private OptionalInt blkioWeight = OptionalInt.empty();
    private final List<MountSpec> mounts = new ArrayList<>();
    private boolean readOnlyRoot;
    private NetworkSpec network = NetworkSpec.ofDefault();
    private final List<PortMapping> ports = new ArrayList<>();
    private final Set<String> exposed = new TreeSet<>();
    private boolean attached;
    private boolean allPorts;
    private final List<String> volumesFrom = new ArrayList<>();
    private final List<String> capabilitiesAdded = new ArrayList<>();
    private final List<String> capabilitiesDropped = new ArrayList<>();
    private boolean privileged;
    private SeccompChoice seccomp = SeccompChoice.DEFAULT;
    private boolean noNewPrivileges = true;
    private UserNamespace userNamespace = UserNamespace.HOST;
    private final List<Ulimit> ulimits = new ArrayList<>();
    private OptionalInt oomScoreAdjustment = OptionalInt.empty();
    private int umask = 0022;
    private boolean init;
    private boolean terminal;
    private boolean openStdin;
    private Optional<Duration> timeout = Optional.empty();
    private Optional<String> stopSignal = Optional.empty();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private boolean remove;
    private RestartPolicy restart = RestartPolicy.NO;
    private Optional<Duration> stopTimeout = Optional.empty();
    private HealthCheck health = HealthCheck.OF_IMAGE;
    private LogSettings log = LogSettings.DEFAULT;
    private NamespaceChoice pidNamespace = NamespaceChoice.OWN;
    private NamespaceChoice ipcNamespace = NamespaceChoice.OWN;
    private NamespaceChoice utsNamespace = NamespaceChoice.OWN;
    private final List<String> hosts = new ArrayList<>();
    private final List<String> nameServers = new ArrayList<>();
    private final List<String> searches = new ArrayList<>();
    private final List<String> resolverOptions = new ArrayList<>();
    private final Map<String, String> sysctls = new LinkedHashMap<>();
    private OptionalLong shmBytes = OptionalLong.empty();
    private final List<DeviceSpec> devices = new ArrayList<>();
    private final List<String> cdiDevices = new ArrayList<>();

    ContainerSpecBuilder(String image) {
        this.image = image;
    }

    public ContainerSpecBuilder name(String value) {
        name = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder command(List<String> value) {
        command = List.copyOf(value);
        return this;
    }

    public ContainerSpecBuilder entrypoint(List<String> value) {
        entrypoint = Optional.of(List.copyOf(value));
        return this;
    }

    public ContainerSpecBuilder environment(String key, String value) {
        environment.put(key, value);
        return this;
    }

    public ContainerSpecBuilder workingFolder(String value) {
        workingFolder = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder user(String value) {
        user = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder additionalGroup(String value) {
        additionalGroups.add(value);
        return this;
    }

    public ContainerSpecBuilder hostname(String value) {
        hostname = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder memoryBytes(long value) {
        memoryBytes = OptionalLong.of(value);
        return this;
    }

    /** @param value -1 means no limit of swap */
    public ContainerSpecBuilder memorySwapBytes(long value) {
        memorySwapBytes = OptionalLong.of(value);
        return this;
    }

    public ContainerSpecBuilder memoryReservationBytes(long value) {
        memoryReservationBytes = OptionalLong.of(value);
        return this;
    }

    public ContainerSpecBuilder cpus(BigDecimal value) {
        cpus = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder cpuShares(int value) {
        cpuShares = OptionalInt.of(value);
        return this;
    }

    public ContainerSpecBuilder cpusetCpus(String value) {
        cpusetCpus = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder cpusetMems(String value) {
        cpusetMems = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder pids(long value) {
        pids = OptionalLong.of(value);
        return this;
    }

    public ContainerSpecBuilder blkioWeight(int value) {
        blkioWeight = OptionalInt.of(value);
        return this;
    }

    /** All of them at once, as a build's options have them. */
    public ContainerSpecBuilder limits(Limits value) {
        memoryBytes = value.memoryBytes();
        memorySwapBytes = value.memorySwapBytes();
        memoryReservationBytes = value.memoryReservationBytes();
        cpus = value.cpus();
        cpuShares = value.cpuShares();
        cpusetCpus = value.cpusetCpus();
        cpusetMems = value.cpusetMems();
        pids = value.pids();
        blkioWeight = value.blkioWeight();
        return this;
    }

    public ContainerSpecBuilder bind(Path source, String target, boolean readOnly) {
        return bind(source, target, readOnly, false);
    }

    /** @param idmapped files keep their owners' numbers in a user namespace */
    public ContainerSpecBuilder bind(Path source, String target, boolean readOnly, boolean idmapped) {
        mounts.add(new MountSpec.Bind(source, target, readOnly, idmapped));
        return this;
    }

    /** @param volume its name; empty: an own one */
    public ContainerSpecBuilder volume(String volume, String target, boolean readOnly, boolean copyUp) {
        return volume(volume, target, readOnly, copyUp, "", false);
    }

    /**
     * @param subpath the part of the volume that is mounted; empty: all of it
     * @param idmapped files keep their owners' numbers in a user namespace
     */
    public ContainerSpecBuilder volume(
            String volume, String target, boolean readOnly, boolean copyUp, String subpath, boolean idmapped) {
        mounts.add(new MountSpec.Volume(volume, target, readOnly, copyUp, subpath, idmapped));
        return this;
    }

    /** @param container "name" or "name:ro" */
    public ContainerSpecBuilder volumesFrom(String container) {
        volumesFrom.add(container);
        return this;
    }

    public ContainerSpecBuilder tmpfs(String target, OptionalLong sizeBytes, OptionalInt mode) {
        return tmpfs(new MountSpec.Tmpfs(target, sizeBytes, mode));
    }

    public ContainerSpecBuilder tmpfs(MountSpec.Tmpfs tmpfs) {
        mounts.add(tmpfs);
        return this;
    }

    public ContainerSpecBuilder readOnlyRoot(boolean value) {
        readOnlyRoot = value;
        return this;
    }

    public ContainerSpecBuilder network(NetworkSpec value) {
        network = value;
        return this;
    }

    /** One more network; the first takes the place of the usual one. */
    public ContainerSpecBuilder attach(NetworkSpec.Attachment attachment) {
        List<NetworkSpec.Attachment> all = new ArrayList<>(attached ? network.networks() : List.of());
        all.add(attachment);
        attached = true;
        return network(new NetworkSpec.Attached(all));
    }

    public ContainerSpecBuilder publish(PortMapping value) {
        ports.add(value);
        return this;
    }

    /**
     * A port, or a range, that it listens on beside those that the image says.
     *
     * @throws IllegalArgumentException whose message says what is wrong, without the text itself
     */
    public ContainerSpecBuilder expose(String value) {
        exposed.addAll(ExposedPorts.parse(value));
        return this;
    }

    /** Also every port that is exposed. */
    public ContainerSpecBuilder publishAll(boolean value) {
        allPorts = value;
        return this;
    }

    /** @param value with or without CAP_, any case, or ALL */
    public ContainerSpecBuilder addCapability(String value) {
        capabilitiesAdded.add(SpecRules.capabilityName(value));
        return this;
    }

    public ContainerSpecBuilder dropCapability(String value) {
        capabilitiesDropped.add(SpecRules.capabilityName(value));
        return this;
    }

    public ContainerSpecBuilder privileged(boolean value) {
        privileged = value;
        return this;
    }

    public ContainerSpecBuilder seccomp(SeccompChoice value) {
        seccomp = value;
        return this;
    }

    public ContainerSpecBuilder noNewPrivileges(boolean value) {
        noNewPrivileges = value;
        return this;
    }

    public ContainerSpecBuilder userNamespace(UserNamespace value) {
        userNamespace = value;
        return this;
    }

    public ContainerSpecBuilder ulimit(String limit, long soft, long hard) {
        ulimits.add(new Ulimit(limit, soft, hard));
        return this;
    }

    public ContainerSpecBuilder oomScoreAdjustment(int value) {
        oomScoreAdjustment = OptionalInt.of(value);
        return this;
    }

    public ContainerSpecBuilder umask(int value) {
        umask = value;
        return this;
    }

    public ContainerSpecBuilder init(boolean value) {
        init = value;
        return this;
    }

    public ContainerSpecBuilder terminal(boolean value) {
        terminal = value;
        return this;
    }

    public ContainerSpecBuilder openStdin(boolean value) {
        openStdin = value;
        return this;
    }

    public ContainerSpecBuilder timeout(Duration value) {
        timeout = Optional.of(value);
        return this;
    }

    /** Of the image; this machine's unless said. */
    public ContainerSpecBuilder platform(Platform value) {
        platform = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder stopSignal(String value) {
        stopSignal = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    public ContainerSpecBuilder remove(boolean value) {
        remove = value;
        return this;
    }

    public ContainerSpecBuilder restart(RestartPolicy value) {
        restart = value;
        return this;
    }

    public ContainerSpecBuilder stopTimeout(Duration value) {
        stopTimeout = Optional.of(value);
        return this;
    }

    public ContainerSpecBuilder health(HealthCheck value) {
        health = value;
        return this;
    }

    public ContainerSpecBuilder log(LogSettings value) {
        log = value;
        return this;
    }

    public ContainerSpecBuilder pidNamespace(NamespaceChoice value) {
        pidNamespace = value;
        return this;
    }

    public ContainerSpecBuilder ipcNamespace(NamespaceChoice value) {
        ipcNamespace = value;
        return this;
    }

    public ContainerSpecBuilder utsNamespace(NamespaceChoice value) {
        utsNamespace = value;
        return this;
    }

    /** @param value "name:address" */
    public ContainerSpecBuilder addHost(String value) {
        hosts.add(value);
        return this;
    }

    public ContainerSpecBuilder nameServer(String value) {
        nameServers.add(value);
        return this;
    }

    public ContainerSpecBuilder searchDomain(String value) {
        searches.add(value);
        return this;
    }

    public ContainerSpecBuilder resolverOption(String value) {
        resolverOptions.add(value);
        return this;
    }

    public ContainerSpecBuilder sysctl(String key, String value) {
        sysctls.put(key, value);
        return this;
    }

    public ContainerSpecBuilder shmBytes(long value) {
        shmBytes = OptionalLong.of(value);
        return this;
    }

    public ContainerSpecBuilder device(DeviceSpec value) {
        devices.add(value);
        return this;
    }

    public ContainerSpecBuilder cdiDevice(String value) {
        cdiDevices.add(value);
        return this;
    }

    /** @throws SpecException naming every problem, when there is any */
    public ContainerSpec build() {
        ContainerSpec spec = new ContainerSpec(
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
                new Limits(
                        memoryBytes,
                        memorySwapBytes,
                        memoryReservationBytes,
                        cpus,
                        cpuShares,
                        cpusetCpus,
                        cpusetMems,
                        pids,
                        blkioWeight),
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
                new Supervision(restart, stopTimeout, health, log),
                new NamespaceSharing(pidNamespace, ipcNamespace, utsNamespace),
                new NameResolution(hosts, nameServers, searches, resolverOptions),
                sysctls,
                shmBytes,
                devices,
                cdiDevices,
                new PublishedPorts(ports, List.copyOf(exposed), allPorts),
                volumesFrom);
        SpecRules.require(spec);
        return spec;
    }
}
