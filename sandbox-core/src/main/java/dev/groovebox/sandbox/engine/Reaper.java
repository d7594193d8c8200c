package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.network.ContainerNetworks;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.EventLog;
import dev.groovebox.sandbox.storage.ObjectLock;
import dev.groovebox.sandbox.storage.StagingArea;
import dev.groovebox.sandbox.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Clears away what killed processes have left under our own root: staging areas and containers whose lock is free,
 * yet which should not be there. It acts on what is recorded there and on nothing else.
 */
final class Reaper {
    private final EnginePaths paths;
    private final Machine machine;
    private final ContainerStore containers;
    private final ContainerNetworks networks;
    private final OwnVolumes volumes;
    private final EventLog log;

    Reaper(EnginePaths paths, Machine machine) {
        this.paths = paths;
        this.machine = machine;
        this.containers = new ContainerStore(paths, machine.files());
        this.log = new EventLog(paths);
        this.networks = ContainerNetworks.of(paths, machine.files(), machine.network(), containers, log);
        this.volumes = new OwnVolumes(new VolumeStore(paths, machine.files(), log), containers);
    }

    void reap() throws IOException {
        if (Files.isDirectory(paths.temporary())) {
            StagingArea.reap(paths, machine.files());
            StagingArea.reap(paths.ofRuntime(), machine.files());
        }
        try (log) {
            for (String id : containers.ids()) {
                reapIfDead(id);
            }
        }
    }

    /** Other commands make and remove containers meanwhile. */
    private void reapIfDead(String id) throws IOException {
        try {
            Optional<ObjectLock> lock = containers.tryLock(id);
            if (lock.isPresent()) {
                try (ObjectLock held = lock.get()) {
                    reapDead(id);
                }
            } else {
                releaseProcesses(id);
            }
        } catch (NoSuchFileException withoutLock) {
            containers.deleteUnborn(id);
        }
    }

    private void releaseProcesses(String id) throws IOException {
        if (!Files.exists(paths.container(id).hold())) {
            return;
        }
        try {
            HeldProcesses.releaseLeft(paths.container(id), machine.cgroups().find(id), machine.files());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reapDead(String id) throws IOException {
        Optional<Container> container = containers.find(id);
        boolean incomplete = container.isEmpty() && !Files.exists(paths.container(id).config());
        boolean left = container.map(Container::record)
                .filter(dead -> dead.ephemeral() && !containers.isKeptUntilStarted(dead))
                .isPresent();
        boolean lost = !left && container.filter(dead -> dead.state().exitCode().isEmpty()).isPresent();
        if (lost) {
            isCgroupRemoved(id); // its monitor was killed before it could
            recordLost(container.get());
        }
        networks.release(id);
        if (incomplete || left) {
            // One process that the kernel holds must not stop the engine; whoever opens it next tries again.
            if (isCgroupRemoved(id)) {
                if (left) {
                    volumes.remove(container.get().record());
                }
                containers.delete(id);
                container.ifPresent(dead -> new ContainerEvents(log).tell("destroy", dead.record()));
            }
        }
    }

    private void recordLost(Container container) throws IOException {
        if (containers.recordLost(container)) {
            new ContainerEvents(log).tellLost(container.record());
        }
    }

    private boolean isCgroupRemoved(String id) throws IOException {
        try {
            return ForcedEnd.isSoon(machine.cgroups().find(id), machine.processes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
