package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.launch.LaunchPlanner;
import dev.groovebox.sandbox.launch.LaunchRequest.Account;
import dev.groovebox.sandbox.linux.capability.Capability;
import dev.groovebox.sandbox.linux.capability.CapabilitySet;
import dev.groovebox.sandbox.linux.capability.ContainerCapabilities;
import dev.groovebox.sandbox.linux.rlimit.UlimitPlan;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.SpecException;
import dev.groovebox.sandbox.storage.ContainerPaths;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Works out what a sandbox's program may do: who it is, its capabilities, limits and filter. */
final class SandboxRights {
    /** Above the ids that distributions hand out to people's own user namespaces in /etc/subuid (from 100000 on). */
    private static final long FIRST_BASE = 0x40000000L;

    private static final int BASES = 4096;

    private final Machine machine;
    private final ContainerStore containers;
    private final SandboxAccounts accounts;

    SandboxRights(Machine machine, ContainerStore containers) {
        this.machine = machine;
        this.containers = containers;
        this.accounts = new SandboxAccounts(machine.files());
    }

    record Granted(
            Account account, CapabilitySet capabilities, List<UlimitPlan.Setting> limits, Optional<byte[]> seccomp) {}

    /** What this machine can't give is left out, with a warning, rather than refused. */
    Granted grant(SandboxJob job, ContainerPaths paths, EventSink events) throws IOException {
        ContainerSpec spec = job.spec();
        CapabilitySet engine = machine.capabilities().grantable();
        ContainerCapabilities capabilities = ContainerCapabilities.resolve(
                spec.capabilitiesAdded(), spec.capabilitiesDropped(), spec.privileged(), engine);
        if (!capabilities.problems().isEmpty()) {
            throw new SpecException("invalid container", spec.name().orElse(spec.image()), capabilities.problems());
        }
        if (!spec.capabilitiesAdded().isEmpty() && !capabilities.unavailable().isEmpty()) {
            events.accept(new Event.Warning("the engine itself lacks " + names(capabilities.unavailable())
                    + "; the container goes without"));
        }
        UlimitPlan limits =
                UlimitPlan.resolve(spec.ulimits(), machine.limits(), engine.has(Capability.SYS_RESOURCE));
        limits.warnings().forEach(warning -> events.accept(new Event.Warning(warning)));
        return new Granted(
                accounts.resolve(job, job.writable().map(SandboxJob.Writable::upper).orElse(paths.upper())),
                capabilities.set(),
                limits.limits(),
                seccomp(spec, capabilities.set()));
    }

    private static String names(List<Capability> capabilities) {
        return capabilities.stream().map(capability -> "CAP_" + capability).collect(Collectors.joining(", "));
    }

    private Optional<byte[]> seccomp(ContainerSpec spec, CapabilitySet capabilities) throws IOException {
        if (spec.privileged() || spec.seccomp().unconfined()) {
            return Optional.empty();
        }
        Optional<String> profile = spec.seccomp().profile();
        return Optional.of(profile.isPresent()
                ? machine.seccomp().profile(profile.get(), capabilities)
                : machine.seccomp().defaultProfile(capabilities));
    }

    /** The first of a range of host ids that no container's record has. */
    long newUserIdBase() throws IOException {
        Set<Long> taken = containers.list().stream()
                .map(Container::record)
                .flatMap(record -> record.userIdBase().stream().boxed())
                .collect(Collectors.toSet());
        for (int i = 0; i < BASES; i++) {
            long base = FIRST_BASE + i * LaunchPlanner.USER_ID_COUNT;
            if (!taken.contains(base)) {
                return base;
            }
        }
        throw new IOException("all " + BASES + " ranges of user ids are taken");
    }
}
