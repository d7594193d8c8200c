package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.MonitorSocket;
import dev.groovebox.sandbox.network.ContainerNetworks;
import dev.groovebox.sandbox.operation.ContainerOperation.RemoveContainer;
import dev.groovebox.sandbox.operation.ContainerStatus;
import dev.groovebox.sandbox.operation.SystemEvent;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;

/** Removes containers, by force if asked, whole or not at all: what could not be deleted now is so later. */
final class ContainerRemoval {
    private static final int SIGKILL = 9;

    /** Some ten seconds: so long a forced removal waits for the container's monitor to end. */
    private static final int TRIES = 2000;

    private static final int TRY_MILLIS = 5;

    /** The monitor needs a moment; only one that has gone is helped by us. */
    private static final int TRIES_OF_MONITOR = 100;

    private final Machine machine;
    private final ContainerStore store;
    private final ContainerNetworks networks;
    private final OwnVolumes volumes;
    private final ContainerEvents told;

    ContainerRemoval(Machine machine, ContainerStore store, ContainerNetworks networks, OwnVolumes volumes,
            ContainerEvents told) {
        this.machine = machine;
        this.store = store;
        this.networks = networks;
        this.volumes = volumes;
        this.told = told;
    }

    String remove(RemoveContainer remove, EventSink events) throws IOException, InterruptedException {
        Optional<String> damaged = store.findDamaged(remove.container());
        if (damaged.isPresent()) {
            deleteDamaged(damaged.get());
            return remove.container();
        }
        Container container;
        try {
            container = store.require(remove.container());
        } catch (EngineException e) {
            if (remove.force() && e.failure().kind() == FailureKind.NOT_FOUND) {
                events.accept(new Event.Warning("no such container: '" + remove.container() + "'"));
                return remove.container();
            }
            throw e;
        }
        remove(container, remove);
        return remove.container();
    }

    private void remove(Container container, RemoveContainer remove) throws IOException, InterruptedException {
        String id = container.record().id();
        if (!container.state().status().canBeRemoved()) {
            if (!remove.force()) {
                throw inUse(remove.container(), container.state().status());
            }
            kill(container);
        }
        Optional<ObjectLock> lock = lockAfterEnd(container, remove);
        if (lock.isEmpty()) {
            return; // it was to be removed at its end, and its owner was faster
        }
        try (ObjectLock held = lock.get()) {
            machine.cgroups().find(id).remove();
            networks.release(id);
            if (remove.volumes() || container.record().ephemeral()) {
                volumes.remove(container.record());
            }
            if (store.recordLost(container)) {
                told.tellLost(container.record());
            }
            store.delete(id);
            told.tell("destroy", container.record());
        }
    }

    /** By the monitor, who would start it again by its policy. */
    private void kill(Container container) throws IOException, InterruptedException {
        Optional<MonitorSocket> monitor = MonitorSocket.connect(machine.files(), container.paths());
        if (monitor.isPresent()) {
            try (MonitorSocket socket = monitor.get()) {
                SystemEvent kill = ContainerEvents.ofSignal(container.record(), SIGKILL);
                if (socket.signal(SIGKILL, true, Optional.empty())) {
                    told.tell(kill);
                }
            }
        }
        if (container.state().status() == ContainerStatus.PAUSED) {
            machine.cgroups().find(container.record().id()).thaw();
        }
    }

    /** Makes room for a container of that name. */
    void replace(String name) throws IOException, InterruptedException {
        Optional<Container> old = store.findNamed(name);
        if (old.isPresent()) {
            remove(old.get(), new RemoveContainer(name, true));
        }
    }

    /** Removes a container that was to be deleted at its end, which has come; nothing to do when another does. */
    void removeEnded(Container container) throws IOException, InterruptedException {
        remove(container, new RemoveContainer(container.record().id(), true));
    }

    private void deleteDamaged(String id) throws IOException, InterruptedException {
        Optional<ObjectLock> lock = store.tryLock(id);
        if (lock.isPresent()) {
            try (ObjectLock held = lock.get()) {
                ForcedEnd.andRemoval(machine.cgroups().find(id), machine.processes());
                store.delete(id);
                told.tellDestroyed(id);
            }
        }
    }

    /** The container's own lock: held by its monitor until all of it has ended. Empty when the container has gone. */
    private Optional<ObjectLock> lockAfterEnd(Container container, RemoveContainer remove)
            throws IOException, InterruptedException {
        String id = container.record().id();
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<ObjectLock> lock;
            try {
                lock = store.tryLock(id);
            } catch (NoSuchFileException gone) {
                requireGone(container);
                return Optional.empty();
            }
            if (lock.isPresent()) {
                return lock;
            }
            if (!remove.force()) {
                // A monitor that has recorded the end lets go a moment later; one that runs has started meanwhile.
                ContainerStatus now = store.require(id).state().status();
                if (!now.canBeRemoved() || tries == TRIES_OF_MONITOR) {
                    throw inUse(remove.container(), now);
                }
            } else if (tries > 0 && tries % TRIES_OF_MONITOR == 0) {
                ForcedEnd.of(machine.cgroups().find(id), machine.processes());
            }
            Thread.sleep(tries < 20 ? 1 : TRY_MILLIS);
        }
        throw stillHeld(remove.container(), store.find(id).filter(now -> now.state().status().isActive()).isPresent());
    }

    private static EngineException stillHeld(String name, boolean active) {
        return new EngineException(
                FailureKind.BUSY,
                "cannot remove container",
                name,
                active
                        ? "its processes do not end, not even by SIGKILL: the kernel holds them"
                        : "it has ended, and the command that ran it has not: what it wrote is not read on",
                active
                        ? "look at what they wait for (cat /proc/PID/wchan), and try again"
                        : "end that command, or what reads from it, and try again");
    }

    /** The lock goes after the record: one that is missed while the record is there was taken away by nobody of ours. */
    private void requireGone(Container container) throws IOException {
        if (store.find(container.record().id()).isPresent()) {
            throw new EngineException(
                    FailureKind.BUSY,
                    "cannot remove container",
                    container.record().name(),
                    "its lock file is missing, so that nobody can tell whether it runs",
                    "see that it does not, make the file (touch " + container.paths().lock() + "), and try again");
        }
    }

    private static EngineException inUse(String name, ContainerStatus status) {
        return new EngineException(
                FailureKind.CONFLICT,
                "cannot remove container",
                name,
                "it is " + status.name().toLowerCase(Locale.ROOT),
                "stop it first, or force it (groovebox rm -f " + name + ")");
    }
}
