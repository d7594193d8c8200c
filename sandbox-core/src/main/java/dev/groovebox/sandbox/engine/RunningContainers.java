package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.container.ContainerProcess;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;

/** Finds containers together with their living first process. */
record RunningContainers(Machine machine, ContainerStore store) {
    record Running(Container container, ContainerProcess process) {
        String id() {
            return container.record().id();
        }

        String name() {
            return container.record().name();
        }
    }

    /** @throws EngineException CONFLICT when it does not run */
    Running require(String action, String name) throws IOException {
        Container container = store.require(name);
        return container.state().process()
                .filter(process -> process.lives(machine.facts().bootId()))
                .map(process -> new Running(container, process))
                .orElseThrow(() -> notRunning(action, name, container));
    }

    /**
     * Looks at the very process that was found: the container may run again by now, with another.
     *
     * @throws EngineException NOT_FOUND when the container was removed, CONFLICT when the process ends or has ended
     */
    void requireNotEnding(String action, Running running) throws IOException {
        if (running.process().isEnding()) {
            throw notRunning(action, running.name(), store.require(running.id()));
        }
    }

    private static EngineException notRunning(String action, String name, Container container) {
        return new EngineException(
                FailureKind.CONFLICT,
                action,
                name,
                "it is not running",
                "start it first (groovebox start " + container.record().name() + ")");
    }

    /** @throws EngineException CONFLICT when it is paused, too */
    Running requireAwake(String action, String name) throws IOException {
        Running running = require(action, name);
        if (machine.isFrozen(running.id())) {
            throw new EngineException(
                    FailureKind.CONFLICT, action, name, "it is paused", "groovebox unpause " + running.name());
        }
        return running;
    }
}
