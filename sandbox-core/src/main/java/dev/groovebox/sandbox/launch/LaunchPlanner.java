package dev.groovebox.sandbox.launch;

import dev.groovebox.registry.oci.ImageConfig;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.LaunchPlan.Mount;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.NamespaceChoice;
import dev.groovebox.sandbox.spec.NamespaceSharing;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.SignalNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a request into the exact steps of its launch. Pure: it asks neither the kernel nor the disk. */
public final class LaunchPlanner {
    static final long CLONE_NEWNS = 0x00020000L;
    static final long CLONE_NEWCGROUP = 0x02000000L;
    public static final long CLONE_NEWUTS = 0x04000000L;
    public static final long CLONE_NEWIPC = 0x08000000L;
    static final long CLONE_NEWUSER = 0x10000000L;
    public static final long CLONE_NEWPID = 0x20000000L;
    static final long CLONE_NEWNET = 0x40000000L;

    /** Ids in a container's user namespace: 0 to 65535, as docker's userns-remap gives. */
    public static final long USER_ID_COUNT = 65536;

    private static final Duration TIMEOUT_GRACE = Duration.ofSeconds(2);
    private static final int SIGTERM = 15;
    /** The size of a terminal that nobody looks at; the monitor takes over that of the caller's. */
    private static final int ROWS = 24;

    private static final int COLUMNS = 80;

    private final HostFacts host;

    public LaunchPlanner(HostFacts host) {
        this.host = host;
    }

    /** @throws EngineException when the request can't become a launch: it has no command */
    public LaunchPlan plan(LaunchRequest request) {
        ContainerSpec spec = request.spec();
        boolean ownIds = request.userIdBase().isPresent();
        return new LaunchPlan(
                namespaces(request),
                networkEntry(request),
                ownIds ? Optional.of(idMaps(request.userIdBase().getAsLong())) : Optional.empty(),
                request.cgroup(),
                supervision(request),
                root(request),
                mounts(request),
                devices(request),
                DefaultDevices.LINKS,
                readOnlyPaths(spec.privileged()),
                spec.privileged() ? List.of() : DefaultMounts.MASKED,
                console(spec),
                program(request),
                request.joins(),
                settings(spec));
    }

    /** Each name once: the last that was asked for has it, but never in the place of a default link. */
    private static List<LaunchPlan.Device> devices(LaunchRequest request) {
        Map<String, LaunchPlan.Device> devices = new LinkedHashMap<>();
        DefaultDevices.nodes(request.userIdBase().isPresent()).forEach(node -> devices.put(node.name(), node));
        request.devices().forEach(node -> devices.put(node.name(), node));
        DefaultDevices.LINKS.forEach(link -> devices.remove(link.name()));
        return List.copyOf(devices.values());
    }

    private static List<LaunchPlan.Setting> settings(ContainerSpec spec) {
        return spec.sysctls().entrySet().stream()
                .map(entry -> new LaunchPlan.Setting("/proc/sys/" + entry.getKey().replace('.', '/'), entry.getValue()))
                .toList();
    }

    /**
     * @param request whose spec tells of the program, and for the rest is the container's
     * @param pid and start of the container's first process
     */
    public ExecPlan planExec(LaunchRequest request, int pid, long startTicks) {
        ContainerSpec spec = request.spec();
        long namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET;
        return new ExecPlan(
                new ExecPlan.Target(
                        pid, startTicks, request.userIdBase().isPresent() ? namespaces | CLONE_NEWUSER : namespaces),
                request.cgroup(),
                timeout(request),
                request.attendance().endsWithOwner(),
                streamOwner(request),
                console(spec),
                new byte[0],
                program(request));
    }

    private static Optional<LaunchPlan.Console> console(ContainerSpec spec) {
        return spec.terminal()
                ? Optional.of(new LaunchPlan.Console(ROWS, COLUMNS, spec.openStdin()))
                : Optional.empty();
    }

    private static Optional<LaunchPlan.Timeout> timeout(LaunchRequest request) {
        return request.spec().timeout().map(time -> new LaunchPlan.Timeout(
                Math.max(1, time.toMillis()), TIMEOUT_GRACE.toMillis(), stopSignal(request)));
    }

    private static long streamOwner(LaunchRequest request) {
        return request.userIdBase().orElse(0) + request.user().uid();
    }

    /** A user namespace has to make its own network namespace: what it may do there hangs on whose it is. */
    private static LaunchPlan.NetworkEntry networkEntry(LaunchRequest request) {
        if (request.spec().network() instanceof NetworkSpec.OfContainer) {
            return LaunchPlan.NetworkEntry.GIVEN;
        }
        if (request.spec().network().networks().isEmpty()) {
            return LaunchPlan.NetworkEntry.NONE;
        }
        return request.userIdBase().isPresent() ? LaunchPlan.NetworkEntry.MADE_LATER : LaunchPlan.NetworkEntry.GIVEN;
    }

    private static long namespaces(LaunchRequest request) {
        NamespaceSharing sharing = request.spec().sharing();
        long flags = own(sharing.uts(), CLONE_NEWUTS) | own(sharing.ipc(), CLONE_NEWIPC) | own(sharing.pid(), CLONE_NEWPID);
        if (!request.spec().network().isHost() && networkEntry(request) != LaunchPlan.NetworkEntry.GIVEN) {
            flags |= CLONE_NEWNET;
        }
        return request.userIdBase().isPresent() ? flags | CLONE_NEWUSER : flags;
    }

    private static long own(NamespaceChoice choice, long flag) {
        return choice.isNew() ? flag : 0;
    }

    private static LaunchPlan.IdMaps idMaps(long base) {
        String map = "0 " + base + " " + USER_ID_COUNT + "\n";
        return new LaunchPlan.IdMaps(map, map, base);
    }

    private LaunchPlan.Supervision supervision(LaunchRequest request) {
        boolean kept = request.attendance().monitorHasStreams();
        Optional<LaunchPlan.Heard> heard = kept ? Optional.empty() : MonitorPlans.heard(request);
        return new LaunchPlan.Supervision(
                request.paths().state(),
                !request.ephemeral(),
                host.bootId(),
                timeout(request),
                request.attendance().endsWithOwner(),
                streamOwner(request),
                kept ? Optional.of(MonitorPlans.streams(request.spec())) : Optional.empty(),
                heard,
                request.reachable() ? Optional.of(request.paths().folder()) : Optional.empty(),
                kept || heard.isPresent() ? MonitorPlans.log(request) : Optional.empty(),
                MonitorPlans.restart(request),
                request.reachable() ? HealthPlans.of(request, program(request), namespaces(request)) : Optional.empty(),
                Optional.empty());
    }

    /** What asks the program to end: the user's word, else the image's. */
    private static int stopSignal(LaunchRequest request) {
        Optional<String> asked = request.spec().stopSignal().or(request.image()::stopSignal);
        return asked.isEmpty()
                ? SIGTERM
                : SignalNumber.of(asked.get()).orElseThrow(() -> new EngineException(
                        FailureKind.INVALID,
                        "cannot run a container of image",
                        request.spec().image(),
                        "its stop signal '" + asked.get() + "' is no signal",
                        "give another with --stop-signal"));
    }

    private static LaunchPlan.Root root(LaunchRequest request) {
        List<String> options = new ArrayList<>(List.of("index=off", "redirect_dir=off", "metacopy=off"));
        if (request.ephemeral()) {
            // No sync of the disk when it is unmounted: what it holds is thrown away, or read at once.
            options.add("volatile");
        }
        return new LaunchPlan.Root(
                request.layers(),
                request.upper(),
                request.work(),
                options,
                request.paths().rootfs(),
                request.spec().readOnlyRoot());
    }

    private List<Mount> mounts(LaunchRequest request) {
        List<Mount> mounts = new ArrayList<>(DefaultMounts.kernel(host, request.spec(), request.joins()));
        mounts.addAll(DefaultMounts.networkFiles(request.paths(), request.spec().readOnlyRoot()));
        request.spec().mounts().forEach(mount -> mounts.add(DefaultMounts.asked(mount)));
        return mounts;
    }

    private List<String> readOnlyPaths(boolean privileged) {
        if (privileged) {
            return List.of();
        }
        List<String> paths = new ArrayList<>(DefaultMounts.READ_ONLY);
        if (host.cgroupVersion() == 1) {
            paths.add("/sys/fs/cgroup");
        }
        return paths;
    }

    private LaunchPlan.Program program(LaunchRequest request) {
        ContainerSpec spec = request.spec();
        String hostname = hostname(request);
        String folder = spec.workingFolder().orElse(request.image().workingFolder());
        return new LaunchPlan.Program(
                hostname,
                !spec.network().isHost(),
                request.limits(),
                spec.oomScoreAdjustment(),
                spec.umask(),
                request.user().uid(),
                request.user().gid(),
                request.user().groups(),
                request.capabilities().mask(),
                heldCapabilities(request),
                spec.noNewPrivileges() && !spec.privileged(),
                request.seccomp(),
                folder.isEmpty() ? "/" : folder,
                ProgramEnvironment.of(request, hostname),
                arguments(spec, request.image()),
                spec.init());
    }

    /**
     * Root's alone, as docker has it. The kernel takes them from any other user at its first exec, but that exec itself
     * would still be judged by them: a user could execute what only root may.
     */
    private static long heldCapabilities(LaunchRequest request) {
        return request.user().uid() == 0 ? request.capabilities().mask() : 0;
    }

    private String hostname(LaunchRequest request) {
        boolean hostNetwork =
                request.spec().network().isHost() || request.spec().sharing().uts() instanceof NamespaceChoice.Host;
        return request.spec().hostname()
                .orElse(hostNetwork ? host.hostname() : request.containerId().substring(0, 12));
    }

    /** Docker's rule: an entrypoint of the user's forgets the image's command. */
    public static List<String> arguments(ContainerSpec spec, ImageConfig.Execution image) {
        List<String> arguments = new ArrayList<>(spec.entrypoint().orElse(image.entrypoint()));
        if (!spec.command().isEmpty()) {
            arguments.addAll(spec.command());
        } else if (spec.entrypoint().isEmpty()) {
            arguments.addAll(image.command());
        }
        if (arguments.isEmpty() || arguments.get(0).isEmpty()) {
            throw new EngineException(
                    FailureKind.INVALID,
                    "cannot run a container of image",
                    spec.image(),
                    "no command is given, and the image has none",
                    "say what to run after the image's name, or give the image a cmd");
        }
        return arguments;
    }
}
