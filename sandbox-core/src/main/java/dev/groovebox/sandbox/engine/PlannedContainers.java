package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.operation.ContainerOperation;
import dev.groovebox.sandbox.operation.EnsuredContainer;
import dev.groovebox.sandbox.operation.RunResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Tells what would be done to containers. */
record PlannedContainers(Consumer<String> plan) {
    private static final String PLANNED = "planned";

    /** The answer of a success; empty when the operation only reads. */
    Optional<Object> tell(ContainerOperation<?> operation) {
        if (operation instanceof ContainerOperation.RunContainer run) {
            new ContainerOutline(run.spec()).lines("run a container").forEach(plan);
            return Optional.of(RunResult.planned());
        }
        if (operation instanceof ContainerOperation.CreateContainer create) {
            new ContainerOutline(create.spec()).lines("create a container").forEach(plan);
            return Optional.of(create.spec().name().orElse(PLANNED));
        }
        if (operation instanceof ContainerOperation.RunDetached run) {
            new ContainerOutline(run.spec()).lines("run a detached container").forEach(plan);
            return Optional.of(run.spec().name().orElse(PLANNED));
        }
        if (operation instanceof ContainerOperation.RunScoped run) {
            new ContainerOutline(run.spec()).lines("run for a while a container").forEach(plan);
            return Optional.of(run.spec().name().orElse(PLANNED));
        }
        if (operation instanceof ContainerOperation.EnsureContainer ensure) {
            new ContainerOutline(ensure.spec()).lines("ensure a container").forEach(plan);
            return Optional.of(new EnsuredContainer(ensure.spec().name().orElse(PLANNED), EnsuredContainer.Done.CREATED, PLANNED));
        }
        if (operation instanceof ContainerOperation.BootContainers) {
            plan.accept("start every container whose restart policy wants it");
            return Optional.of(List.of());
        }
        if (operation instanceof ContainerOperation.AwaitPort wait) {
            return told("wait for port " + wait.port() + " of", wait.container());
        }
        if (operation instanceof ContainerOperation.RenameContainer rename) {
            plan.accept("rename container " + rename.container() + " to " + rename.name());
            return Optional.of(rename.container());
        }
        if (operation instanceof ContainerOperation.WaitContainer wait) {
            plan.accept("wait for container " + wait.container());
            return Optional.of(OptionalInt.of(0));
        }
        return tellVerb(operation);
    }

    private Optional<Object> tellVerb(ContainerOperation<?> operation) {
        if (operation instanceof ContainerOperation.StartContainer start) {
            return told("start", start.container());
        }
        if (operation instanceof ContainerOperation.StopContainer stop) {
            return told("stop", stop.container());
        }
        if (operation instanceof ContainerOperation.RestartContainer restart) {
            return told("restart", restart.container());
        }
        if (operation instanceof ContainerOperation.KillContainer kill) {
            return told("signal " + kill.signal() + " to", kill.container());
        }
        if (operation instanceof ContainerOperation.PauseContainer pause) {
            return told("pause", pause.container());
        }
        if (operation instanceof ContainerOperation.UnpauseContainer unpause) {
            return told("unpause", unpause.container());
        }
        if (operation instanceof ContainerOperation.UpdateContainer update) {
            return told("update", update.container());
        }
        if (operation instanceof ContainerOperation.RemoveContainer remove) {
            return told("remove", remove.container());
        }
        return Optional.empty();
    }

    private Optional<Object> told(String verb, String container) {
        plan.accept(verb + " container " + container);
        return Optional.of(container);
    }
}
