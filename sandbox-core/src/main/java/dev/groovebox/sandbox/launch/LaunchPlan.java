package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.linux.rlimit.UlimitPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The exact kernel steps of one launch: everything decided, nothing done. {@link LaunchPlanner} makes it,
 * {@link PlanEncoder} writes it down, sandbox-init executes it.
 *
 * @param namespaces clone flags of clone(2); mount and cgroup namespaces come on top, always
 */
public record LaunchPlan(
        long namespaces,
        NetworkEntry network,
        Optional<IdMaps> idMaps,
        Cgroup cgroup,
        Supervision supervision,
        Root root,
        List<Mount> mounts,
        List<Device> devices,
        List<DeviceLink> deviceLinks,
        List<String> readOnlyPaths,
        List<String> maskedPaths,
        Optional<Console> console,
        Program program,
        List<Join> joins,
        List<Setting> settings) {
    public LaunchPlan {
        joins = List.copyOf(joins);
        settings = List.copyOf(settings);
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
        deviceLinks = List.copyOf(deviceLinks);
        readOnlyPaths = List.copyOf(readOnlyPaths);
        maskedPaths = List.copyOf(maskedPaths);
    }

    /** The same, and its monitor tells what becomes of the container. */
    public LaunchPlan telling(Events events) {
        return new LaunchPlan(namespaces, network, idMaps, cgroup, supervision.telling(events), root, mounts, devices,
                deviceLinks, readOnlyPaths, maskedPaths, console, program, joins, settings);
    }

    /** How the container comes to its network. */
    public enum NetworkEntry {
        /** By its namespaces alone: the host's, or one of its own with nothing in it. */
        NONE,
        /** The namespace is given to the monitor. */
        GIVEN,
        /** It is the child's own, and the engine makes its interfaces once it is there. */
        MADE_LATER
    }

    /**
     * The same with more.
     *
     * @param more mounts after the others
     * @param environment NAME=value, after what there is
     */
    public LaunchPlan with(List<Mount> more, List<String> environment) {
        List<Mount> all = new ArrayList<>(mounts);
        all.addAll(more);
        return new LaunchPlan(namespaces, network, idMaps, cgroup, supervision, root, all, devices, deviceLinks, readOnlyPaths,
                maskedPaths, console, program.withEnvironment(environment), joins, settings);
    }

    /**
     * The text of /proc/PID/uid_map and gid_map (user_namespaces(7)).
     *
     * @param root the host's id of root inside
     */
    public record IdMaps(String users, String groups, long root) {}

    /**
     * How the first process gets into its control group, and what of it the monitor removes at the end.
     *
     * @param joinFiles on version 1
     * @param cloneInto on version 2
     */
    public record Cgroup(
            List<Path> joinFiles, Optional<Path> cloneInto, Optional<Path> oomCounter, List<Path> folders) {}

    /**
     * What the monitor keeps watch over.
     *
     * @param durable the state must survive a power loss
     * @param lifeline the container ends with its owner
     * @param streamOwner the host's id of the program's user, who gets the pipes
     * @param detached absent when it runs in the foreground of its owner
     * @param heard present when the monitor passes on to the owner what is written, and gives the log and its clients a copy
     * @param restart absent when it ends with its first end
     * @param health absent without a health check
     * @param socketFolder where the monitor listens; absent when nobody else is to reach the container
     * @param events absent when its owner tells them
     */
    public record Supervision(
            Path stateFile,
            boolean durable,
            String bootId,
            Optional<Timeout> timeout,
            boolean lifeline,
            long streamOwner,
            Optional<Detached> detached,
            Optional<Heard> heard,
            Optional<Path> socketFolder,
            Optional<Log> log,
            Optional<Restart> restart,
            Optional<Health> health,
            Optional<Events> events) {
        Supervision telling(Events told) {
            return new Supervision(stateFile, durable, bootId, timeout, lifeline, streamOwner, detached, heard, socketFolder, log,
                    restart, health, Optional.of(told));
        }
    }

    /**
     * Where the monitor tells what becomes of the container.
     *
     * @param folder of an {@link dev.groovebox.sandbox.storage.EventLog}, which is there
     * @param actor the members of a line that tell whose it is
     */
    public record Events(Path folder, String actor, long fileBytes, int files) {}

    /**
     * A program that is run in the container now and again.
     *
     * @param retries failures in a row that make it unhealthy
     * @param check whose target is the container
     */
    public record Health(long intervalMillis, long startPeriodMillis, int retries, ExecPlan check) {}

    /** @param openStdin clients may give the program input, beside its owner */
    public record Heard(boolean openStdin) {}

    /**
     * The monitor leaves its engine and holds the other ends of the container's streams.
     *
     * @param openStdin the program's input is a pipe, or else empty
     * @param ownStreams the program keeps the descriptors 0, 1 and 2 that the launch was given
     */
    public record Detached(boolean openStdin, boolean ownStreams) {}

    /**
     * What becomes of the output.
     *
     * @param driver enum driver of log.c
     * @param mostBytes of one file; 0 for no bound
     */
    public record Log(int driver, Path folder, long mostBytes, int mostFiles, String id, String name) {}

    /** @param mode enum restart_mode of restart.h */
    public record Restart(int mode, int mostRetries, long firstDelayMillis, long longestDelayMillis, long goodRunMillis) {
        public static final int NEVER = 0;
        public static final int ON_FAILURE = 1;
        public static final int ALWAYS = 2;
    }

    /**
     * @param millis until the signal
     * @param graceMillis from the signal to SIGKILL
     */
    public record Timeout(long millis, long graceMillis, int signal) {}

    /**
     * The overlay.
     *
     * @param layers topmost first
     * @param options overlayfs's own words after the folders
     * @param attachAt an empty folder of the host
     */
    public record Root(
            List<Path> layers, Path upper, Path work, List<String> options, Path attachAt, boolean readOnly) {
        public Root {
            layers = List.copyOf(layers);
            options = List.copyOf(options);
        }
    }

    /** A mount inside the root. Attributes are MOUNT_ATTR_* of linux/mount.h. */
    public sealed interface Mount {
        String target();

        /** @param onRealFolder the target may not be reached through a link (CVE-2019-19921) */
        record Filesystem(
                String type, String source, String target, int attributes, List<String> options, boolean onRealFolder)
                implements Mount {}

        /** @param shifted its files' owners are into the container's user namespace: each keeps its number there */
        record Bind(Path source, String target, int attributes, boolean recursive, boolean shifted) implements Mount {
            public Bind(Path source, String target, int attributes, boolean recursive) {
                this(source, target, attributes, recursive, false);
            }
        }

        /**
         * A file or folder that must be reached through no link: one that stands where another was looked at.
         *
         * @param source without links
         * @param shifted as a bind's
         */
        record Exact(Path source, String target, int attributes, boolean shifted) implements Mount {
            public Exact(Path source, String target, int attributes) {
                this(source, target, attributes, false);
            }
        }

        /**
         * A folder of another container, as its own processes see it.
         *
         * @param pid its first process, named for good by when it began
         */
        record OfOther(int pid, long startTicks, String source, String target, int attributes) implements Mount {}

        /**
         * A part of an overlay of its own.
         *
         * @param layers topmost first
         * @param upper receives what is written, when the attributes let anything be
         * @param attachAt an empty folder of the host
         * @param path in the overlay; links in it stay in it
         */
        record Merged(List<Path> layers, Path upper, Path work, Path attachAt, String path, String target, int attributes)
                implements Mount {
            public Merged {
                layers = List.copyOf(layers);
            }
        }
    }

    /**
     * @param mode with the file type
     * @param fromHost bound, since a user namespace can't make nodes; it keeps its owner
     */
    public record Device(String name, int mode, int major, int minor, boolean fromHost, long uid, long gid) {}

    /** @param name below /dev */
    public record DeviceLink(String target, String name) {}

    /** @param relayInput what the caller types, or its end of file, reaches the terminal */
    public record Console(int rows, int columns, boolean relayInput) {}

    /**
     * Namespaces of another container that this one is made in.
     *
     * @param startTicks with which the pid names its first process for good
     * @param namespaces clone flags
     */
    public record Join(int pid, long startTicks, long namespaces) {}

    /** A kernel setting. @param path below /proc/sys */
    public record Setting(String path, String value) {}

    /** The first process itself. Capability sets are masks. */
    public record Program(
            String hostname,
            boolean bringUpLoopback,
            List<UlimitPlan.Setting> limits,
            OptionalInt oomScoreAdjustment,
            int umask,
            long uid,
            long gid,
            List<Long> groups,
            long boundingSet,
            long capabilities,
            boolean noNewPrivileges,
            Optional<byte[]> seccomp,
            String workingFolder,
            List<String> environment,
            List<String> arguments,
            boolean init) {
        /** The same surroundings, another program. */
        Program withArguments(List<String> others) {
            return new Program(hostname, bringUpLoopback, limits, oomScoreAdjustment, umask, uid, gid, groups, boundingSet,
                    capabilities, noNewPrivileges, seccomp, workingFolder, environment, others, false);
        }

        Program withEnvironment(List<String> more) {
            List<String> all = new ArrayList<>(environment);
            all.addAll(more);
            return new Program(hostname, bringUpLoopback, limits, oomScoreAdjustment, umask, uid, gid, groups, boundingSet,
                    capabilities, noNewPrivileges, seccomp, workingFolder, all, arguments, init);
        }
    }
}
