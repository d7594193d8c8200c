package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.Limits;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.UserNamespace;
import java.util.ArrayList;
import java.util.List;

/** A container's spec for people: what it says, without what it leaves as it is by default. */
record ContainerOutline(ContainerSpec spec) {
    /** @param doing "run a container" */
    List<String> lines(String doing) {
        List<String> lines = new ArrayList<>();
        lines.add(doing + " of image " + spec.image());
        spec.name().ifPresent(name -> add(lines, "name", name));
        spec.entrypoint().ifPresent(words -> add(lines, "entrypoint", shown(words)));
        addUnless(spec.command().isEmpty(), lines, "command", shown(spec.command()));
        spec.environment().forEach((key, value) -> add(lines, "environment", key + "=" + value));
        spec.workingFolder().ifPresent(path -> add(lines, "working folder", path));
        spec.user().ifPresent(user -> add(lines, "user", user));
        addUnless(spec.additionalGroups().isEmpty(), lines, "groups", String.join(", ", spec.additionalGroups()));
        spec.hostname().ifPresent(name -> add(lines, "hostname", name));
        addLimits(lines, spec.limits());
        spec.ulimits().forEach(limit -> add(lines, "ulimit", limit.name() + "=" + limit.soft() + ":" + limit.hard()));
        spec.mounts().forEach(mount -> add(lines, "mount", words(mount)));
        add(lines, "network", networks());
        spec.ports().mappings().forEach(port -> add(lines, "port", port));
        spec.ports().exposed().forEach(port -> add(lines, "exposes", port));
        addUnless(!spec.ports().all(), lines, "ports", "all that are exposed");
        addIsolation(lines);
        spec.timeout().ifPresent(time -> add(lines, "timeout", time.toMillis() + " ms"));
        addUnless(spec.remove(), lines, "kept", "when it has ended");
        return lines;
    }

    private String networks() {
        List<String> names = spec.network().networks().stream().map(NetworkSpec.Attachment::network).toList();
        return names.isEmpty() ? spec.network().word() : String.join(", ", names);
    }

    private static void addLimits(List<String> lines, Limits limits) {
        limits.memoryBytes().ifPresent(bytes -> add(lines, "memory", bytes + " bytes"));
        limits.memorySwapBytes().ifPresent(bytes -> add(lines, "memory and swap", bytes + " bytes"));
        limits.memoryReservationBytes().ifPresent(bytes -> add(lines, "memory reservation", bytes + " bytes"));
        limits.cpus().ifPresent(cpus -> add(lines, "processors", cpus.toPlainString()));
        limits.cpuShares().ifPresent(shares -> add(lines, "processor shares", shares));
        limits.cpusetCpus().ifPresent(list -> add(lines, "processors allowed", list));
        limits.cpusetMems().ifPresent(list -> add(lines, "memory nodes allowed", list));
        limits.pids().ifPresent(pids -> add(lines, "processes", pids == Limits.ANY_NUMBER ? "any number" : pids));
        limits.blkioWeight().ifPresent(weight -> add(lines, "disk weight", weight));
    }

    private void addIsolation(List<String> lines) {
        addUnless(!spec.readOnlyRoot(), lines, "root", "read-only");
        addUnless(spec.capabilitiesAdded().isEmpty(), lines, "capabilities added", String.join(", ", spec.capabilitiesAdded()));
        addUnless(spec.capabilitiesDropped().isEmpty(), lines, "capabilities dropped", String.join(", ", spec.capabilitiesDropped()));
        addUnless(!spec.privileged(), lines, "privileged", "yes");
        addUnless(spec.seccomp().isDefault(), lines, "system-call filter", spec.seccomp().unconfined() ? "none" : "a profile of its own");
        addUnless(spec.noNewPrivileges(), lines, "new privileges", "allowed");
        addUnless(spec.userNamespace() == UserNamespace.HOST, lines, "user ids", "a private range");
        spec.oomScoreAdjustment().ifPresent(value -> add(lines, "OOM score adjustment", value));
        addUnless(spec.umask() == 0022, lines, "umask", Integer.toOctalString(spec.umask()));
        addUnless(!spec.init(), lines, "init", "yes");
    }

    private static String words(MountSpec mount) {
        if (mount instanceof MountSpec.Bind bind) {
            return bind.source() + " at " + bind.target() + options(mount, bind.readOnly());
        }
        if (mount instanceof MountSpec.Volume volume) {
            return (volume.isAnonymous() ? "a volume of its own" : "volume " + volume.name()) + " at " + volume.target()
                    + options(mount, volume.readOnly());
        }
        return "memory at " + mount.target();
    }

    private static String options(MountSpec mount, boolean readOnly) {
        return (readOnly ? ", read-only" : "") + (mount.idmapped() ? ", owners kept" : "");
    }

    /** Quoted where a space would hide which word is which. */
    private static String shown(List<String> command) {
        return String.join(" ", command.stream()
                .map(word -> word.matches("[\\w./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .toList());
    }

    private static void addUnless(boolean usual, List<String> lines, String word, Object value) {
        if (!usual) {
            add(lines, word, value);
        }
    }

    private static void add(List<String> lines, String word, Object value) {
        lines.add("    " + word + ": " + value);
    }
}
