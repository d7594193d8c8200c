package dev.groovebox.sandbox.spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What makes a {@link ContainerSpec} impossible. Pure: nothing here asks the machine. */
final class SpecRules {
    /** Docker refuses less than this, since nothing starts in it. */
    static final long LEAST_MEMORY = 6L << 20;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");
    private static final Pattern HOSTNAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]{0,62})(\\.[a-zA-Z0-9][a-zA-Z0-9-]{0,62})*");
    private static final Pattern CPU_LIST = Pattern.compile("\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*");
    private static final Set<String> ULIMITS = Set.of(
            "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss",
            "rtprio", "rttime", "sigpending", "stack");
    /** Mounts over these would undo the isolation (CVE-2019-16884). */
    private static final Set<String> FORBIDDEN_TARGETS = Set.of("/", "/proc", "/sys");

    private SpecRules() {}

    static String capabilityName(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper.substring(4) : upper;
    }

    /** @throws SpecException naming every problem, when there is any */
    static void require(ContainerSpec spec) {
        List<String> problems = problemsOf(spec);
        if (!problems.isEmpty()) {
            throw new SpecException("invalid container", spec.name().orElse(spec.image()), problems);
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static List<String> problemsOf(ContainerSpec spec) {
        List<String> problems = new ArrayList<>();
        spec.name().filter(name -> !NAME.matcher(name).matches()).ifPresent(name ->
                problems.add("name: '" + name + "' is not letters, digits, '_', '.', '-'"));
        if (spec.image().isBlank()) {
            problems.add("image: none is given");
        }
        spec.hostname().filter(SpecRules::isBadHostname).ifPresent(name ->
                problems.add("hostname: '" + name + "' is no host name of at most 64 characters"));
        spec.workingFolder().filter(path -> !isCleanAbsolute(path)).ifPresent(path ->
                problems.add("workdir: '" + path + "' is not an absolute path"));
        spec.command().stream().filter(SpecRules::hasNul).findFirst().ifPresent(word ->
                problems.add("cmd: an argument holds a NUL character"));
        addEnvironmentProblems(spec, problems);
        addLimitProblems(spec.limits(), problems);
        addMountProblems(spec.mounts(), problems);
        addIdMapProblems(spec, problems);
        addUlimitProblems(spec.ulimits(), problems);
        SurroundingRules.addProblems(spec, problems);
        NetworkRules.addProblems(spec, problems);
        spec.timeout().filter(time -> time.isNegative() || time.isZero()).ifPresent(time ->
                problems.add("timeout: must be more than nothing"));
        spec.stopSignal().filter(signal -> SignalNumber.of(signal).isEmpty()).ifPresent(signal ->
                problems.add("stopSignal: '" + signal + "' is no signal such as TERM, SIGINT or 15"));
        spec.oomScoreAdjustment().ifPresent(value -> {
            if (value < -1000 || value > 1000) {
                problems.add("oomScoreAdj: " + value + " is not within -1000 to 1000");
            }
        });
        if (spec.umask() < 0 || spec.umask() > 0777) {
            problems.add("umask: " + Integer.toOctalString(spec.umask()) + " is not within 0 to 0777");
        }
        addLogProblems(spec.supervision().log(), problems);
        return problems;
    }

    private static void addLogProblems(LogSettings log, List<String> problems) {
        if (log.driver() == LogSettings.Driver.FILE && log.mostFiles() < 1) {
            problems.add("log: of " + log.mostFiles() + " files (max-file) none could be written; 1 is the least");
        }
        if (log.mostBytes() < 0) {
            problems.add("log: " + log.mostBytes() + " bytes is no size of a file (max-size)");
        }
    }

    private static boolean isBadHostname(String name) {
        return name.length() > 64 || !HOSTNAME.matcher(name).matches();
    }

    private static void addEnvironmentProblems(ContainerSpec spec, List<String> problems) {
        spec.environment().forEach((key, value) -> {
            if (key.isEmpty() || key.contains("=") || hasNul(key) || hasNul(value)) {
                problems.add("env: '" + key + "' is no name of a variable, or its value holds a NUL character");
            }
        });
        spec.labels().keySet().stream().filter(String::isEmpty).findFirst().ifPresent(key ->
                problems.add("label: a label needs a name"));
    }

    private static void addLimitProblems(Limits limits, List<String> problems) {
        limits.memoryBytes().ifPresent(bytes -> {
            if (bytes < LEAST_MEMORY) {
                problems.add("memory: " + bytes + " bytes is less than the least, 6 MB");
            }
        });
        limits.memorySwapBytes().ifPresent(bytes -> {
            if (bytes != -1 && limits.memoryBytes().isEmpty()) {
                problems.add("memorySwap: needs memory too");
            } else if (bytes != -1 && bytes < limits.memoryBytes().getAsLong()) {
                problems.add("memorySwap: counts memory and swap together, so it can't be less than memory");
            }
        });
        limits.memoryReservationBytes().ifPresent(bytes -> {
            if (bytes < 0 || limits.memoryBytes().isPresent() && bytes > limits.memoryBytes().getAsLong()) {
                problems.add("memoryReservation: must be within 0 and memory");
            }
        });
        limits.cpus().ifPresent(cpus -> {
            if (cpus.compareTo(new BigDecimal("0.01")) < 0 || cpus.compareTo(new BigDecimal("10000")) > 0) {
                problems.add("cpus: " + cpus.toPlainString() + " is not at least 0.01");
            }
        });
        limits.cpuShares().ifPresent(shares -> {
            if (shares < 2 || shares > 262144) {
                problems.add("cpuShares: " + shares + " is not within 2 to 262144");
            }
        });
        limits.cpusetCpus().filter(list -> !CPU_LIST.matcher(list).matches()).ifPresent(list ->
                problems.add("cpusetCpus: '" + list + "' is no list such as 0-2,4"));
        limits.cpusetMems().filter(list -> !CPU_LIST.matcher(list).matches()).ifPresent(list ->
                problems.add("cpusetMems: '" + list + "' is no list such as 0-1"));
        limits.pids().ifPresent(pids -> {
            if (pids < 1 && pids != Limits.ANY_NUMBER) {
                problems.add("pids: " + pids + " is not at least 1");
            }
        });
        limits.blkioWeight().ifPresent(weight -> {
            if (weight < 10 || weight > 1000) {
                problems.add("blkioWeight: " + weight + " is not within 10 to 1000");
            }
        });
    }

    private static void addMountProblems(List<MountSpec> mounts, List<String> problems) {
        Set<String> targets = new HashSet<>();
        for (MountSpec mount : mounts) {
            String target = mount.target();
            Optional<String> problem = targetProblem(target);
            if (problem.isPresent()) {
                problems.add("mount: " + problem.get());
            } else if (!targets.add(target)) {
                problems.add("mount: two mounts on '" + target + "'");
            }
            if (mount instanceof MountSpec.Volume volume && !volume.isAnonymous() && !NetworkRules.isName(volume.name())) {
                problems.add("volume: '" + volume.name() + "' is not letters, digits, '_', '.', '-'");
            }
            if (mount instanceof MountSpec.Volume volume && !volume.subpath().isEmpty() && !isCleanAbsolute("/" + volume.subpath())) {
                problems.add("volume: subpath '" + volume.subpath() + "' is not a relative path without '..'");
            }
            if (mount instanceof MountSpec.Volume volume && !volume.subpath().isEmpty() && volume.isAnonymous()) {
                problems.add("volume: subpath '" + volume.subpath() + "' needs a volume's name");
            }
            if (mount instanceof MountSpec.Bind bind && !bind.source().isAbsolute()) {
                problems.add("mount: source '" + bind.source().toString() + "' is not an absolute path");
            }
        }
    }

    /** As the OCI runtime specification has it (config.md, idmap): without a user namespace there is nothing to map into. */
    private static void addIdMapProblems(ContainerSpec spec, List<String> problems) {
        if (spec.userNamespace() == UserNamespace.HOST) {
            spec.mounts().stream().filter(MountSpec::idmapped).forEach(mount ->
                    problems.add((mount instanceof MountSpec.Volume ? "volume" : "mount") + ": idmap on '" + mount.target() + "' needs a user namespace (userns auto); without one files keep their owners anyway"));
        }
    }

    static Optional<String> targetProblem(String target) {
        if (!isCleanAbsolute(target)) {
            return Optional.of("target '" + target + "' is not an absolute path without '..'");
        }
        return isForbidden(target) ? Optional.of("nothing may be mounted over '" + target + "'") : Optional.empty();
    }

    private static boolean isForbidden(String target) {
        String normal = java.nio.file.Path.of(target).normalize().toString();
        return FORBIDDEN_TARGETS.contains(normal) || normal.startsWith("/proc/") || normal.startsWith("/sys/")
                && !normal.startsWith("/sys/fs/cgroup");
    }

    private static void addUlimitProblems(List<Ulimit> ulimits, List<String> problems) {
        for (Ulimit ulimit : ulimits) {
            if (!ULIMITS.contains(ulimit.name())) {
                problems.add("ulimit: '" + ulimit.name() + "' is none of " + ULIMITS.stream().sorted().toList());
            } else if (ulimit.soft() < -1 || ulimit.hard() < -1) {
                problems.add("ulimit: " + ulimit.name() + " can't be negative; -1 means unlimited");
            } else if (ulimit.hard() != -1 && (ulimit.soft() == -1 || ulimit.soft() > ulimit.hard())) {
                problems.add("ulimit: " + ulimit.name() + " has a soft limit above its hard limit");
            }
        }
    }

    private static boolean isCleanAbsolute(String path) {
        return path.startsWith("/") && !hasNul(path) && !List.of(path.split("/")).contains("..");
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
