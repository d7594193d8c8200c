package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.cdi.CdiFolders;
import dev.groovebox.sandbox.cdi.ContainerEdits;
import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.MountPoints;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.launch.DescribedMounts;
import dev.groovebox.sandbox.launch.LaunchPlan;
import dev.groovebox.sandbox.launch.LaunchPlanner;
import dev.groovebox.sandbox.launch.LaunchRequest;
import dev.groovebox.sandbox.launch.Attendance;
import dev.groovebox.sandbox.launch.LaunchException;
import dev.groovebox.sandbox.launch.RunningSandbox;
import dev.groovebox.sandbox.linux.cgroup.ContainerCgroup;
import dev.groovebox.sandbox.network.ContainerNetworks;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.spec.UserNamespace;
import dev.groovebox.sandbox.storage.ContainerPaths;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What stands before every launch: the container's record, then its rights, its control group, its files and its plan. */
final class SandboxPreparation {
    private final EnginePaths paths;
    private final Machine machine;
    private final ContainerStore containers;
    private final LaunchPlanner planner;
    private final SandboxRights rights;
    private final ContainerNetworks networks;
    private final VolumeMounts volumes;
    private final ContainerEvents told;

    SandboxPreparation(EnginePaths paths, Machine machine, ContainerStore containers, ContainerNetworks networks,
            VolumeMounts volumes, ContainerEvents told) {
        this.paths = paths;
        this.machine = machine;
        this.containers = containers;
        this.planner = new LaunchPlanner(machine.facts());
        this.rights = new SandboxRights(machine, containers);
        this.networks = networks;
        this.volumes = volumes;
        this.told = told;
    }

    /** The mounts of other containers that the spec asks for. */
    List<MountSpec> inherited(ContainerSpec spec) throws IOException {
        return volumes.inherited(spec);
    }

    /** Writes the job's container down; from then on it stands on its image. */
    ContainerStore.Created create(SandboxJob job, List<MountSpec> inherited) throws IOException {
        if (job.spec().userNamespace() == UserNamespace.HOST) {
            return create(job, inherited, OptionalLong.empty());
        }
        // Between the choice of a range and the record that tells of it, nobody else may choose.
        ObjectLock choice = ObjectLock.exclusive(machine.files(), paths.lock("user-ids"));
        try (choice) {
            return create(job, inherited, OptionalLong.of(rights.newUserIdBase()));
        }
    }

    private ContainerStore.Created create(SandboxJob job, List<MountSpec> inherited, OptionalLong userIdBase) throws IOException {
        ContainerRecord record = new ContainerRecord(
                ContainerStore.newId(),
                "",
                job.spec(),
                job.imageId(),
                job.image(),
                LaunchPlanner.arguments(job.spec(), job.image()),
                Instant.now(),
                userIdBase,
                inherited);
        return containers.create(job.spec().name(), record);
    }

    /** A container that is to run. */
    record Launch(ContainerRecord record, ContainerPaths paths, SandboxJob job, Attendance attendance) {}

    /** A plan that can be launched, and the control group and the network that were made for it. */
    record Prepared(LaunchPlan plan, ContainerCgroup cgroup, ContainerNetworks.Prepared network) {
        void awaitStarted(RunningSandbox sandbox, SandboxJob job) throws IOException {
            try {
                sandbox.awaitStarted(network::makeFor);
                network.close(); // the monitor holds it now, and it shall go with the monitor
            } catch (LaunchException e) {
                throw LaunchFailures.explain(e, job);
            }
        }
    }

    /** Whoever has ended gives back its addresses and ports. */
    void releaseNetwork(String container) throws IOException {
        networks.release(container);
    }

    /** When it fails, no control group is left, and no network. */
    Prepared prepare(Launch launch, EventSink events) throws IOException, InterruptedException {
        SandboxJob job = launch.job();
        SandboxRights.Granted granted = rights.grant(job, launch.paths(), events);
        ContainerEdits edits = CdiFolders.OF_MACHINE.editsOf(job.spec().cdiDevices());
        List<HostDevices.Found> devices =
                new HostDevices(machine.files(), launch.record().userIdBase().isPresent()).of(job.spec(), edits);
        ContainerCgroup cgroup = machine.cgroups().create(
                launch.record().id(),
                job.spec().limits(),
                job.spec().privileged(),
                devices.stream().map(HostDevices.Found::access).toList());
        boolean prepared = false;
        try {
            LaunchPlan plan = planner.plan(request(launch, granted, cgroup, devices, edits))
                    .with(DescribedMounts.of(edits), List.of())
                    .with(job.more().mounts(), job.more().environment());
            if (job.writable().isEmpty()) {
                plan = plan.telling(told.ofMonitor(launch.record()));
            }
            ContainerNetworks.Prepared network = networks.prepare(launch.record(), plan.program().hostname());
            prepared = true;
            return new Prepared(plan, cgroup, network);
        } finally {
            if (!prepared) {
                ForcedEnd.andRemoval(cgroup, machine.processes());
            }
        }
    }

    private LaunchRequest request(
            Launch launch, SandboxRights.Granted granted, ContainerCgroup cgroup, List<HostDevices.Found> devices, ContainerEdits edits)
            throws IOException, InterruptedException {
        SandboxJob job = launch.job();
        List<Path> layers = new ArrayList<>();
        layers.add(MountPoints.layer(paths, machine.files()));
        layers.addAll(job.layers());
        return new LaunchRequest(
                launch.record().id(),
                job.writable().isPresent()
                        ? job.spec()
                        : job.spec().with(volumes.resolve(launch.record(), launch.paths(), layers)).with(edits.environment()),
                job.image(),
                launch.paths(),
                layers,
                job.writable().map(SandboxJob.Writable::upper).orElse(launch.paths().upper()),
                job.writable().map(SandboxJob.Writable::work).orElse(launch.paths().work()),
                granted.account().with(edits.groups()),
                granted.capabilities(),
                granted.limits(),
                granted.seccomp(),
                new LaunchPlan.Cgroup(cgroup.joinFiles(), cgroup.cloneInto(), cgroup.oomCounter(), cgroup.folders()),
                launch.record().userIdBase(),
                job.spec().remove(),
                launch.attendance(),
                launch.record().name(),
                job.writable().isEmpty(),
                new SharedNamespaces(containers).of(job.spec().sharing()),
                devices.stream().map(HostDevices.Found::node).toList());
    }
}
